import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { WrittenConfig } from '../contract/config.ts';
import { Limits } from '../contract/limits.ts';
import { outOf } from './bounds.ts';
import type { NetworkOptions } from './functions.ts';
import type { JwtOptions } from './http-api.ts';
import { LEAST_OF_ALL_LANES } from './lane-concurrency.ts';
import { CONCURRENCY_WITH_POLLERS, type ScaleProps, scaleMistakes } from './scale-props.ts';

/** What the executor keeps of its timeout to record an attempt that used all of its own, ms. */
const TIMEOUT_MARGIN_MS = 10_000;

export interface JobSchedulerProps extends ScaleProps {
  /**
   * What jobs can reach; the role of each product and env is granted exactly what its part implies. Its texts may hold tokens, such
   * as the ARNs of resources of the same stack.
   */
  config: WrittenConfig;
  /** The environments of the config that are deployed: no other is known to the functions, nor permitted anything. Default: all. */
  envs?: string[];
  /** Names this scheduler among the account's metrics, alarms and dashboards: letters, digits, `-` and `_`. Default: made of the construct's path. */
  serviceName?: string;
  /** The longest a batch of runs may take, 40 s to 15 min; an attempt may ask for 10 s less. Default 5 min. */
  executorTimeout?: Duration;
  /** MB, 128 to 10 240. Default 512. */
  executorMemory?: number;
  /** Where the executor and own functions run when databases are not on the internet. Default: where `network` says. */
  executorNetwork?: NetworkOptions;
  /** Where all functions run, which then need a way to AWS: docs/deploying.md. Default: outside any VPC. */
  network?: NetworkOptions;
  /** A table that is there already, with the keys and indexes of this one; what keeps it is its owner's. Default: one of its own. */
  table?: ITable;
  /** Batches at work at once, 8 to 1000. Default 50: with two connections each, what PostgreSQL allows by default. */
  maximumConcurrency?: number;
  /** Occurrences at most this many seconds away wait in SQS, 1 to 900. Default 900. */
  nearBoundSeconds?: number;
  /** Days a job and its history are kept after its end. Default 90. */
  retentionDays?: number;
  /** A domain of yours for the API; its DNS record, an alias of `api.domain`, is yours to make. Default: that of API Gateway. */
  domain?: { name: string; certificate: ICertificate };
  /** Callers bring a token of this issuer. Default: they sign requests with AWS credentials. */
  jwt?: JwtOptions;
  /** Origins whose web pages may call the API: `https://jobs.example.com`, or `*` for all. Default: none. */
  corsOrigins?: string[];
  /** Requests the API lets through. Default 500 a second, bursts of 1000. */
  throttle?: ThrottleSettings;
  /**
   * Customer key for the table, the queues, the secret of webhooks and the logs. Default: AWS's own keys. One that is imported must
   * let CloudWatch Logs and EventBridge use it: docs/deploying.md.
   */
  encryptionKey?: IKey;
  /** Notified when an alarm rings. Default: no notification. */
  alarmTopic?: ITopic;
  /** Whether it is notified too when an alarm is over. Default false. */
  okActions?: boolean;
  /**
   * Where operators find `docs/operator-runbook.md` by a browser, without `#`; the text of each alarm links to its entry there.
   * Default: the text names the page of the repository, and links to the dashboard only.
   */
  runbookUrl?: string;
  /** Where a browser finds the dashboard, for the links of alerts. Default: the API, where it serves the dashboard. */
  dashboardUrl?: string;
  /** p99 lag of runs above which the `fire-lag` alarm rings. Default 5 s. */
  fireLagThreshold?: Duration;
  /**
   * Into how many parts the jobs of each product and env are cut in the indexes of the table, 1 to 64: each part takes some 500 new jobs a second, and a
   * list asks each. May grow, and must never shrink. Default 1.
   */
  jobShards?: number;
  /** Failed runs of one job in a row at which, and at whose multiples, the `failing-job` alarm rings, 1 to 1000. Default 5. */
  failuresInARow?: number;
  /** Dispatched jobs a minute above which, for a quarter of an hour, the `runaway-chain` alarm rings. Default 6000. */
  dispatchesPerMinute?: number;
  /** Default one month. */
  logRetention?: RetentionDays;
  /** What becomes of table and logs when the construct goes. Default: they are kept. */
  removalPolicy?: RemovalPolicy;
}

/** The properties with their defaults. */
export type Settings = ReturnType<typeof settingsOf>;

/** The longest attempt that the executor has time for, ms. */
export function maxTimeoutOf({ executorTimeout }: Settings): number {
  return executorTimeout.toMilliseconds() - TIMEOUT_MARGIN_MS;
}

/** @throws Error naming every property that is out of bounds, its bound and what came */
export function settingsOf(props: JobSchedulerProps) {
  const settings = {
    ...props,
    executorTimeout: props.executorTimeout ?? Duration.minutes(5),
    executorMemory: props.executorMemory ?? 512,
    maximumConcurrency: props.maximumConcurrency ?? 50,
    nearBoundSeconds: props.nearBoundSeconds ?? 900,
    retentionDays: props.retentionDays ?? 90,
    throttle: props.throttle ?? { rateLimit: 500, burstLimit: 1000 },
    fireLagThreshold: props.fireLagThreshold ?? Duration.seconds(5),
    failuresInARow: props.failuresInARow ?? 5,
    jobShards: props.jobShards ?? 1,
    dispatchesPerMinute: props.dispatchesPerMinute ?? 6000,
    logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  };
  const shortest = (Limits.defaultTimeoutMs + TIMEOUT_MARGIN_MS) / 1000;
  const [least, most] = props.provisionedPollers ? CONCURRENCY_WITH_POLLERS : [LEAST_OF_ALL_LANES, 1000];
  const mistakes = [
    outOf('executorTimeout in seconds', settings.executorTimeout.toSeconds(), shortest, 900),
    outOf('executorMemory', settings.executorMemory, 128, 10_240),
    outOf('maximumConcurrency', settings.maximumConcurrency, least, most),
    outOf('nearBoundSeconds', settings.nearBoundSeconds, 1, 900),
    outOf('retentionDays', settings.retentionDays, 1, 3650),
    outOf('failuresInARow', settings.failuresInARow, 1, 1000),
    outOf('jobShards', settings.jobShards, 1, 64),
    outOf('dispatchesPerMinute', settings.dispatchesPerMinute, 1, 1_000_000),
    misnamed(settings.serviceName),
    scaleMistakes(settings),
  ].flat();
  if (mistakes.length > 0) throw new Error(`JobScheduler: ${mistakes.join('; ')}`);
  return settings;
}

/** A dashboard takes no other signs, and the alarms link to it by this name. */
function misnamed(serviceName: string | undefined): string[] {
  if (serviceName === undefined || Token.isUnresolved(serviceName) || /^[\w-]{1,128}$/.test(serviceName))
    return [];
  return [`serviceName must be 1 to 128 letters, digits, - and _, not ${JSON.stringify(serviceName)}`];
}

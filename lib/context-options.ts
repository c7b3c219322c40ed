import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { JobSchedulerProps } from './job-scheduler-props.ts';

/** What `-c name=value` may set, with what each value is; durations are in seconds, lists separated by commas. */
export const CONTEXT_OPTIONS = {
  serviceName: 'a name',
  executorTimeout: 'seconds',
  executorMemory: 'MB',
  maximumConcurrency: 'a number',
  nearBoundSeconds: 'seconds',
  retentionDays: 'days',
  jwtIssuer: 'a URL',
  jwtAudience: 'names, separated by commas',
  jwtProductsClaim: 'the name of a claim',
  throttleRate: 'requests a second',
  throttleBurst: 'requests',
  fireLagThreshold: 'seconds',
  failuresInARow: 'a number',
  logRetention: 'days',
  removalPolicy: '"retain" or "destroy"',
} as const;

type Option = keyof typeof CONTEXT_OPTIONS;
type Read = (option: Option) => unknown;

/** Reads the options of the construct from the CDK's context. @throws Error naming the option, what it takes and what came */
export function contextOptions(read: Read): Partial<JobSchedulerProps> {
  const number = (option: Option) => positive(option, read(option));
  const options = {
    serviceName: text(read('serviceName')),
    executorTimeout: seconds(number('executorTimeout')),
    executorMemory: number('executorMemory'),
    maximumConcurrency: number('maximumConcurrency'),
    nearBoundSeconds: number('nearBoundSeconds'),
    retentionDays: number('retentionDays'),
    jwt: jwtOf(text(read('jwtIssuer')), list(read('jwtAudience')), text(read('jwtProductsClaim'))),
    throttle: throttleOf(number('throttleRate'), number('throttleBurst')),
    fireLagThreshold: seconds(number('fireLagThreshold')),
    failuresInARow: number('failuresInARow'),
    logRetention: logRetentionOf(number('logRetention')),
    removalPolicy: removalPolicyOf(text(read('removalPolicy'))),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function jwtOf(issuer: string | undefined, audience: string[] | undefined, claim: string | undefined) {
  if (issuer === undefined && audience === undefined && claim === undefined) return undefined;
  if (issuer === undefined) {
    throw new Error(
      `Context option ${audience ? 'jwtAudience' : 'jwtProductsClaim'} needs jwtIssuer beside it.`,
    );
  }
  if (audience === undefined) throw new Error('Context option jwtIssuer needs jwtAudience beside it.');
  return { issuer, audience, ...(claim !== undefined && { productsClaim: claim }) };
}

function throttleOf(rateLimit: number | undefined, burstLimit: number | undefined) {
  if (rateLimit === undefined && burstLimit === undefined) return undefined;
  if (rateLimit === undefined) throw new Error('Context option throttleBurst needs throttleRate beside it.');
  return { rateLimit, burstLimit: burstLimit ?? 2 * rateLimit };
}

function logRetentionOf(days: number | undefined): RetentionDays | undefined {
  if (days === undefined || days in RetentionDays) return days;
  const known = Object.values(RetentionDays).filter((value) => typeof value === 'number');
  throw new Error(`Context option logRetention takes one of ${known.join(', ')} days, not ${days}.`);
}

function removalPolicyOf(name: string | undefined): RemovalPolicy | undefined {
  if (name === undefined) return undefined;
  if (name === 'retain') return RemovalPolicy.RETAIN;
  if (name === 'destroy') return RemovalPolicy.DESTROY;
  throw new Error(`Context option removalPolicy takes ${CONTEXT_OPTIONS.removalPolicy}, not "${name}".`);
}

function seconds(value: number | undefined): Duration | undefined {
  return value === undefined ? undefined : Duration.seconds(value);
}

function positive(option: Option, value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined;
  const number = Number(value);
  if (number > 0) return number;
  throw new Error(`Context option ${option} takes ${CONTEXT_OPTIONS[option]}, not "${value}".`);
}

function text(value: unknown): string | undefined {
  return value === undefined || value === '' ? undefined : String(value);
}

/** A list stays one when it is written in `cdk.json`. */
function list(value: unknown): string[] | undefined {
  const parts = Array.isArray(value) ? value.map(String) : text(value)?.split(',');
  return parts?.map((part) => part.trim()).filter((part) => part !== '');
}

import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { defined } from '../contract/plain-data.ts';
import { asSentence, unknownName } from '../core/validation/nearest-name.ts';
import type { DashboardSignIn, JwtOptions } from './http-api.ts';
import type { Imports } from './imports.ts';
import type { JobSchedulerStackProps } from './job-scheduler-stack.ts';
import { capacityOf, pollersOf, warmThroughputOf } from './scale-context.ts';

/** What `-c name=value` may set, with what each value is; durations are in seconds, lists separated by commas. */
export const CONTEXT_OPTIONS = {
  config: 'the file of the config',
  stackName: 'a name',
  nag: 'true to check the template by cdk-nag',
  serviceName: 'a name',
  executorTimeout: 'seconds',
  executorMemory: 'MB',
  maximumConcurrency: 'a number',
  nearBoundSeconds: 'seconds',
  retentionDays: 'days',
  vpcId: 'the id of a VPC',
  subnetIds: 'ids of its subnets, separated by commas',
  securityGroupIds: 'ids of security groups, separated by commas',
  encryptionKeyArn: 'the ARN of a KMS key',
  alarmTopicArn: 'the ARN of an SNS topic',
  corsOrigins: 'origins, separated by commas',
  jwtIssuer: 'a URL',
  jwtAudience: 'names, separated by commas',
  jwtProductsClaim: 'the name of a claim',
  jwtAccessClaim: 'the name of a claim',
  dashboardClientId: 'the id of a public client of the issuer',
  dashboardScope: 'scopes, blanks between them',
  dashboardOrigins: 'origins, separated by commas',
  throttleRate: 'requests a second',
  throttleBurst: 'requests',
  fireLagThreshold: 'seconds',
  runbookUrl: 'a URL',
  dashboardUrl: 'a URL',
  failuresInARow: 'a number',
  jobShards: 'a number',
  dispatchesPerMinute: 'a number',
  writeCapacity: 'the least and the most units a second, a comma between them',
  readCapacity: 'the least and the most units a second, a comma between them',
  targetUtilization: 'percent',
  warmWrites: 'units a second',
  warmReads: 'units a second',
  provisionedPollers: 'those of quick and those of slow runs, a comma between them',
  functionUrl: '"true" or "false"',
  logRetention: 'days',
  removalPolicy: '"retain" or "destroy"',
} as const;

type Option = keyof typeof CONTEXT_OPTIONS;
type Read = (option: Option) => unknown;

/** Names in the context that are the CDK's own: all with a sign that no option has, and these. */
const OF_CDK = ['acknowledged-issue-numbers', 'cli-telemetry'];

/** Holds the names of a context against what is known. @throws Error naming all that is not, with the nearest option */
export function checkNames(context: Record<string, unknown>): void {
  const known = Object.keys(CONTEXT_OPTIONS);
  const unknown = Object.keys(context).filter(
    (name) => /^[\w.-]+$/.test(name) && !known.includes(name) && !OF_CDK.includes(name),
  );
  if (unknown.length === 0) return;
  throw new Error(
    asSentence(`Context: ${unknown.map((name) => unknownName('option', name, known)).join('; ')}`),
  );
}

/** Reads the options of the stack from the CDK's context. @throws Error naming the option, what it takes and what came */
export function contextOptions(read: Read): Partial<JobSchedulerStackProps> {
  const number = (option: Option) => positive(option, read(option));
  const pair = (option: Option) => pairOf(option, list(read(option)));
  const options = {
    serviceName: text(read('serviceName')),
    executorTimeout: seconds(number('executorTimeout')),
    executorMemory: number('executorMemory'),
    maximumConcurrency: number('maximumConcurrency'),
    nearBoundSeconds: number('nearBoundSeconds'),
    retentionDays: number('retentionDays'),
    imports: importsOf(read),
    corsOrigins: list(read('corsOrigins'))?.map((value) => origin('corsOrigins', value)),
    jwt: jwtOf(read),
    throttle: throttleOf(number('throttleRate'), number('throttleBurst')),
    fireLagThreshold: seconds(number('fireLagThreshold')),
    runbookUrl: text(read('runbookUrl')),
    dashboardUrl: text(read('dashboardUrl')),
    failuresInARow: number('failuresInARow'),
    jobShards: number('jobShards'),
    dispatchesPerMinute: number('dispatchesPerMinute'),
    capacity: capacityOf(pair('writeCapacity'), pair('readCapacity'), number('targetUtilization')),
    warmThroughput: warmThroughputOf(number('warmWrites'), number('warmReads')),
    provisionedPollers: pollersOf(pair('provisionedPollers')),
    functionUrl: yesOrNo('functionUrl', text(read('functionUrl'))),
    logRetention: logRetentionOf(number('logRetention')),
    removalPolicy: removalPolicyOf(text(read('removalPolicy'))),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function importsOf(read: Read): Imports | undefined {
  const network = networkOf(text(read('vpcId')), list(read('subnetIds')), list(read('securityGroupIds')));
  const encryptionKeyArn = arnOf(
    'encryptionKeyArn',
    text(read('encryptionKeyArn')),
    /:kms:[^:]+:\d{12}:key\/./,
  );
  const alarmTopicArn = arnOf('alarmTopicArn', text(read('alarmTopicArn')), /:sns:[^:]+:\d{12}:[^:]+$/);
  if (!network && encryptionKeyArn === undefined && alarmTopicArn === undefined) return undefined;
  return {
    ...(network && { network }),
    ...defined({ encryptionKeyArn, alarmTopicArn }),
  };
}

function networkOf(
  vpcId: string | undefined,
  subnetIds: string[] | undefined,
  securityGroupIds: string[] | undefined,
): Imports['network'] {
  if (vpcId === undefined && subnetIds === undefined && securityGroupIds === undefined) return undefined;
  if (vpcId === undefined) {
    const given = subnetIds ? 'subnetIds' : 'securityGroupIds';
    throw new Error(`Context option ${given} needs vpcId beside it.`);
  }
  if (subnetIds === undefined) throw new Error('Context option vpcId needs subnetIds beside it.');
  return { vpcId, subnetIds, ...(securityGroupIds && { securityGroupIds }) };
}

function arnOf(option: Option, value: string | undefined, pattern: RegExp): string | undefined {
  if (value === undefined || (value.startsWith('arn:') && pattern.test(value))) return value;
  throw new Error(`Context option ${option} takes ${CONTEXT_OPTIONS[option]}, not "${value}".`);
}

function origin(option: 'corsOrigins' | 'dashboardOrigins', value: string): string {
  if ((value === '*' && option === 'corsOrigins') || (URL.canParse(value) && new URL(value).origin === value))
    return value;
  throw new Error(
    `Context option ${option} takes ${CONTEXT_OPTIONS[option]}, such as https://jobs.example.com, not "${value}".`,
  );
}

function jwtOf(read: Read): JwtOptions | undefined {
  const issuer = text(read('jwtIssuer'));
  const audience = list(read('jwtAudience'));
  const beside = (['jwtAudience', 'jwtProductsClaim', 'jwtAccessClaim', 'dashboardClientId'] as const).find(
    (option) => text(read(option)) !== undefined,
  );
  if (issuer === undefined && beside === undefined) return undefined;
  if (issuer === undefined) throw new Error(`Context option ${beside} needs jwtIssuer beside it.`);
  if (audience === undefined) throw new Error('Context option jwtIssuer needs jwtAudience beside it.');
  const productsClaim = text(read('jwtProductsClaim'));
  const accessClaim = text(read('jwtAccessClaim'));
  return { issuer, audience, ...defined({ productsClaim, accessClaim, dashboard: dashboardOf(read) }) };
}

function dashboardOf(read: Read): DashboardSignIn | undefined {
  const clientId = text(read('dashboardClientId'));
  const scope = text(read('dashboardScope'));
  const origins = list(read('dashboardOrigins'))?.map((value) => origin('dashboardOrigins', value));
  if (clientId === undefined && (scope ?? origins) !== undefined)
    throw new Error(
      `Context option ${scope === undefined ? 'dashboardOrigins' : 'dashboardScope'} needs dashboardClientId beside it.`,
    );
  return clientId === undefined ? undefined : { clientId, ...defined({ scope, origins }) };
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

function pairOf(option: Option, parts: string[] | undefined): [number, number] | undefined {
  if (parts === undefined) return undefined;
  const [first = 0, second = 0, ...others] = parts.map(Number);
  if (first > 0 && second > 0 && others.length === 0) return [first, second];
  throw new Error(`Context option ${option} takes ${CONTEXT_OPTIONS[option]}, not "${parts.join()}".`);
}

function yesOrNo(option: Option, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
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

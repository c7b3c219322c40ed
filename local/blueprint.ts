import { resolve as resolvePath } from 'node:path';
import { asRecord } from '../contract/plain-data.ts';
import { Output } from '../lib/outputs.ts';

import type { Rule } from './event-bus/start-event-bus.ts';
import { type StreamMapping, streamMapping } from './lambda/stream-mapping.ts';
import { queueName, resolver } from './resolve.ts';
import type { Template, TemplateResource } from './template.ts';

type Properties = Record<string, unknown>;

/** What a template asks for, in the terms of the engines. */
export interface Blueprint {
  tables: { name: string; properties: Properties }[];
  queues: { name: string; attributes: Record<string, string> }[];
  groups: string[];
  /** As CreateSchedule takes them. */
  schedules: Properties[];
  /** Names of the secrets whose values are to be made up. */
  generated: string[];
  /** Names of the roles that functions may take. */
  roles: string[];
  functions: FunctionPlan[];
  sources: SourcePlan[];
  /** Those of event sources that are streams of tables. */
  streams: StreamMapping[];
  routes: { routeKey: string; functionName: string }[];
  rules: Rule[];
  outputs: Record<keyof typeof Output, string>;
}

export interface FunctionPlan {
  name: string;
  directory: string;
  handler: string;
  environment: Record<string, string>;
  timeoutMs: number;
  memoryMb: number;
}

export interface SourcePlan {
  functionName: string;
  queueName: string;
  batchSize: number;
  maximumConcurrency: number | undefined;
  reportBatchItemFailures: boolean;
}

/**
 * Reads from a synthesized template what there is to run.
 * @param directory where it was synthesized, with the bundles
 * @param sqs where SQS listens, as queue URLs begin with it
 */
export function readBlueprint(template: Template, directory: string, sqs: string): Blueprint {
  const resolve = resolver(template, sqs);
  const all = (type: string): [string, TemplateResource, Properties][] =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [id, resource, resolve(resource.Properties ?? {}) as Properties]);
  const mappings = all('AWS::Lambda::EventSourceMapping').filter(([, , { Enabled }]) => Enabled !== false);
  const isOfStream = (properties: Properties) => /:table\//.test(String(properties['EventSourceArn']));
  const outputs = Object.entries(Output).map(([key, id]) => [key, resolve(template.Outputs[id]?.Value)]);
  return {
    tables: all('AWS::DynamoDB::Table').map(([name, , properties]) => ({ name, properties })),
    queues: all('AWS::SQS::Queue').map(([id, , properties]) => ({
      name: queueName(id, template),
      attributes: queueAttributes(properties),
    })),
    groups: all('AWS::Scheduler::ScheduleGroup').map(([, , { Name }]) => String(Name)),
    schedules: all('AWS::Scheduler::Schedule').map(([name, , properties]) => ({ Name: name, ...properties })),
    generated: all('AWS::SecretsManager::Secret').map(([name]) => name),
    roles: all('AWS::IAM::Role').flatMap(([, , { RoleName }]) => (RoleName ? [String(RoleName)] : [])),
    functions: all('AWS::Lambda::Function')
      .filter(([, , properties]) => !isProvider(properties))
      .map(([name, resource, properties]) => functionPlan(name, resource, properties, directory)),
    sources: mappings.flatMap(([, , properties]) => (isOfStream(properties) ? [] : [sourcePlan(properties)])),
    streams: mappings.flatMap(([id, , properties]) =>
      isOfStream(properties) ? [streamMapping(id, properties)] : [],
    ),
    routes: all('AWS::ApiGatewayV2::Route').map(([, , { RouteKey }]) => ({
      routeKey: String(RouteKey),
      functionName: String(resolve(template.Outputs[Output.dispatchFunction]?.Value)),
    })),
    rules: all('AWS::Events::Rule').map(([name, , properties]) => ({ name, ...properties }) as Rule),
    outputs: Object.fromEntries(outputs),
  };
}

/** Whether a function is the CDK's, which stands between CloudFormation and the executor; the embedded cloud calls that itself. */
function isProvider({ Environment }: Properties): boolean {
  return 'USER_ON_EVENT_FUNCTION_ARN' in asRecord(asRecord(Environment)['Variables']);
}

function functionPlan(
  name: string,
  resource: TemplateResource,
  properties: Properties,
  directory: string,
): FunctionPlan {
  const { Handler, Timeout, MemorySize, Environment } = properties;
  const { Variables } = (Environment ?? {}) as { Variables?: Record<string, string> };
  return {
    name,
    directory: resolvePath(directory, String(resource.Metadata?.['aws:asset:path'])),
    handler: String(Handler),
    environment: Variables ?? {},
    timeoutMs: Number(Timeout) * 1000,
    memoryMb: Number(MemorySize),
  };
}

function sourcePlan(properties: Properties): SourcePlan {
  const scaling = properties['ScalingConfig'] as { MaximumConcurrency?: number } | undefined;
  const types = properties['FunctionResponseTypes'] as string[] | undefined;
  return {
    functionName: String(properties['FunctionName']),
    queueName: String(properties['EventSourceArn']).split(':').at(-1) ?? '',
    batchSize: Number(properties['BatchSize'] ?? 10),
    maximumConcurrency: scaling?.MaximumConcurrency,
    reportBatchItemFailures: types?.includes('ReportBatchItemFailures') ?? false,
  };
}

/** The attributes of CreateQueue that the template sets; encryption and policies have no meaning on a laptop. */
function queueAttributes({
  VisibilityTimeout,
  MessageRetentionPeriod,
  RedrivePolicy,
}: Properties): Record<string, string> {
  return {
    ...(VisibilityTimeout !== undefined && { VisibilityTimeout: String(VisibilityTimeout) }),
    ...(MessageRetentionPeriod !== undefined && { MessageRetentionPeriod: String(MessageRetentionPeriod) }),
    ...(RedrivePolicy !== undefined && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
  };
}

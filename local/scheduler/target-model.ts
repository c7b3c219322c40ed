import { z } from 'zod';
import { SchedulerError } from './errors.ts';
import { integer, text } from './input-validation.ts';

const ROLE_ARN = /^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@/-]+$/;
// No dot, hence no .fifo: a dead-letter queue is a standard queue.
const DEAD_LETTER_ARN = /^arn:aws(-[a-z]+)?:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9\-_]+$/;
const EVENT_SOURCE = /^(?=[/.\-_A-Za-z0-9]+)((?!aws\.).*)|(\$(\.[\w_-]+(\[(\d+|\*)\])*)*)$/;
const TARGET_ARN = /^arn:aws(-[a-z]+)?:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/;
const LONGEST_INPUT = 256 * 1024;

const ecsParameters = z.object({
  TaskDefinitionArn: text(1, 1600),
  TaskCount: integer(1, 10).optional(),
  LaunchType: z.enum(['EC2', 'FARGATE', 'EXTERNAL']).optional(),
  PlatformVersion: text(1, 64).optional(),
  Group: text(1, 255).optional(),
  ReferenceId: text(0, 1024).optional(),
  PropagateTags: z.enum(['TASK_DEFINITION']).optional(),
  EnableECSManagedTags: z.boolean().optional(),
  EnableExecuteCommand: z.boolean().optional(),
  Tags: z
    .array(z.record(text(1, 128), text(1, 256)))
    .max(50)
    .optional(),
  NetworkConfiguration: z
    .object({
      awsvpcConfiguration: z
        .object({
          Subnets: z.array(text(1, 1000)).min(1).max(16),
          SecurityGroups: z.array(text(1, 1000)).min(1).max(5).optional(),
          AssignPublicIp: z.enum(['ENABLED', 'DISABLED']).optional(),
        })
        .optional(),
    })
    .optional(),
  CapacityProviderStrategy: z
    .array(
      z.object({
        capacityProvider: text(1, 255),
        weight: integer(0, 1000).optional(),
        base: integer(0, 100_000).optional(),
      }),
    )
    .max(6)
    .optional(),
  PlacementConstraints: z
    .array(
      z.object({
        type: z.enum(['distinctInstance', 'memberOf']).optional(),
        expression: text(0, 2000).optional(),
      }),
    )
    .max(10)
    .optional(),
  PlacementStrategy: z
    .array(
      z.object({
        type: z.enum(['random', 'spread', 'binpack']).optional(),
        field: text(0, 255).optional(),
      }),
    )
    .max(5)
    .optional(),
});

const eventParameters = z.object({ DetailType: text(1, 128), Source: text(1, 256, EVENT_SOURCE) });
const pipelineParameter = z.object({ Name: text(1, 256, /^[A-Za-z0-9\-_]*$/), Value: text(1, 1024) });
const DEFAULT_RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** `Target` of the API model, with the defaults that GetSchedule shows. */
export const targetModel = z.object({
  Arn: text(1, 1600),
  RoleArn: text(1, 1600, ROLE_ARN),
  Input: z.string().min(1).optional(),
  DeadLetterConfig: z.object({ Arn: text(1, 1600, DEAD_LETTER_ARN).optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumEventAgeInSeconds: integer(60, 86_400).default(DEFAULT_RETRY_POLICY.MaximumEventAgeInSeconds),
      MaximumRetryAttempts: integer(0, 185).default(DEFAULT_RETRY_POLICY.MaximumRetryAttempts),
    })
    .default(DEFAULT_RETRY_POLICY),
  SqsParameters: z.object({ MessageGroupId: text(1, 128).optional() }).optional(),
  EcsParameters: ecsParameters.optional(),
  EventBridgeParameters: eventParameters.optional(),
  EventBridgePutEventsV2Parameters: eventParameters.optional(),
  EventBridgePutRawEventsParameters: z
    .object({ Metadata: z.record(text(1, 128, /^[^/]+$/), z.string()).optional() })
    .optional(),
  KinesisParameters: z.object({ PartitionKey: text(1, 256) }).optional(),
  SageMakerPipelineParameters: z
    .object({ PipelineParameterList: z.array(pipelineParameter).max(200).optional() })
    .optional(),
});

/** A target as it is stored. */
export type Target = z.output<typeof targetModel>;

function isJson(input: string): boolean {
  try {
    JSON.parse(input);
    return true;
  } catch {
    return false;
  }
}

/**
 * The rules beyond single members. Throws ValidationException: the ARN has the shape of one, Input is at most
 * 256 KB, and well-formed JSON for Lambda, Step Functions and EventBridge (model text of `Target.Input`).
 */
export function checkTarget({ Arn, Input }: Target): void {
  if (!TARGET_ARN.test(Arn)) {
    throw new SchedulerError('ValidationException', 'Provided Arn is not in correct format.');
  }
  if (Input === undefined) return;
  const size = Buffer.byteLength(Input);
  if (size > LONGEST_INPUT) {
    throw new SchedulerError(
      'ValidationException',
      `Input must be at most ${LONGEST_INPUT} bytes, but has ${size}.`,
    );
  }
  if (/^arn:[^:]+:(lambda|states|events):/.test(Arn) && !isJson(Input)) {
    throw new SchedulerError('ValidationException', 'Input must be well-formed JSON for this target.');
  }
}

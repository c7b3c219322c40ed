import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Code,
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AUDIT } from '../adapters/aws/dynamo-audit-store.ts';
import { PULSE, StatsKey, WEBHOOKS, wrongPartition } from '../adapters/aws/dynamo-items.ts';
import { Attribute } from '../adapters/aws/formats.ts';
import { Table as Names } from '../adapters/aws/table.ts';
import { Env } from '../lambdas/environment.ts';
import { KEY_ACTIONS } from '../namespaces/shared/resource-grant.ts';
import { acceptFinding, acceptWildcard } from './accepted-findings.ts';
import { JobFunction, type JobFunctionProps } from './functions.ts';
import type { WebhookDelivery } from './webhook-delivery.ts';

/** Figures and deliveries are so much later than what they tell of, at most, while all is well. */
const WINDOW = Duration.seconds(1);

/** Lambda names the shard of a batch only where there is such a window; nothing is carried through it. */
const TUMBLING = Duration.minutes(15);

export interface ProjectorProps
  extends Pick<JobFunctionProps, 'environment' | 'logRetention' | 'removalPolicy'> {
  code: Code;
  table: ITable;
  webhooks: WebhookDelivery;
  /** Where alerts are handed on to the executor. */
  bulkQueue: IQueue;
  encryptionKey?: IKey | undefined;
}

/** What the projector itself does; each action is one its adapters call. */
export const PROJECTOR_ACTIONS = {
  figures: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  wrongRuns: ['dynamodb:BatchWriteItem'],
  webhooks: ['dynamodb:Query'],
  audit: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  deadLetters: ['sqs:SendMessage'],
  alerts: ['sqs:SendMessage'],
  stream: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
} as const;

/** Makes figures and deliveries of the stream of the table: whatever becomes of it, jobs run. */
export class Projector extends Construct {
  readonly function: JobFunction['function'];
  /** Of changes that could not be read. */
  readonly deadLetterQueue: Queue;

  /** @throws Error for a table without a stream of old and new images */
  constructor(scope: Construct, id: string, props: ProjectorProps) {
    super(scope, id);
    const { table, webhooks, encryptionKey } = props;
    const { tableStreamArn } = table;
    if (tableStreamArn === undefined)
      throw new Error(
        'The table needs a stream of new and old images: give it `stream: StreamViewType.NEW_AND_OLD_IMAGES`.',
      );
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acceptFinding(this.deadLetterQueue, 'SQS3', 'The projector itself puts what it cannot read there.');
    const { function: projector, role } = new JobFunction(this, 'Function', {
      ...props,
      environment: { ...props.environment, [Env.projectorDeadLetterQueueUrl]: this.deadLetterQueue.queueUrl },
      description: 'Counts what jobs do, and tells it to webhooks',
      timeout: Duration.minutes(1),
      memorySize: 256,
      loops: false,
    });
    this.function = projector;
    const ofTable = (sid: string, actions: readonly string[], leading: string) =>
      new PolicyStatement({
        sid,
        actions: [...actions],
        resources: [table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [leading] } },
      });
    role.addToPolicy(ofTable('Figures', PROJECTOR_ACTIONS.figures, StatsKey.scope('*')));
    role.addToPolicy(ofTable('WrongRuns', PROJECTOR_ACTIONS.wrongRuns, wrongPartition('*')));
    role.addToPolicy(ofTable('Webhooks', PROJECTOR_ACTIONS.webhooks, WEBHOOKS));
    role.addToPolicy(ofTable('Audit', PROJECTOR_ACTIONS.audit, `${AUDIT}*`));
    role.addToPolicy(
      new PolicyStatement({
        sid: 'DeadLetters',
        actions: [...PROJECTOR_ACTIONS.deadLetters],
        resources: [this.deadLetterQueue.queueArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'Alerts',
        actions: [...PROJECTOR_ACTIONS.alerts],
        resources: [props.bulkQueue.queueArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'Stream',
        actions: [...PROJECTOR_ACTIONS.stream],
        resources: [tableStreamArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({ sid: 'Streams', actions: ['dynamodb:ListStreams'], resources: ['*'] }),
    );
    acceptWildcard(role, '*', 'ListStreams is granted for no single stream.');
    webhooks.grantAnnounce(role);
    encryptionKey?.grant(role, ...KEY_ACTIONS.all);
    const mapping = new EventSourceMapping(this, 'Stream', {
      target: projector,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 1000,
      maxBatchingWindow: WINDOW,
      tumblingWindow: TUMBLING,
      // More would cut a shard by keys, and each part overtake the numbers of the others.
      parallelizationFactor: 1,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      filters: [
        FilterCriteria.filter({
          dynamodb: { Keys: { [Names.sortKey]: { S: FilterRule.or('ROW', PULSE) } } },
        }),
        FilterCriteria.filter({
          dynamodb: { NewImage: { [Attribute.audit]: { S: FilterRule.exists() } } },
        }),
      ],
    });
    // Lambda tries the stream when the mapping is made.
    mapping.node.addDependency(role);
  }
}

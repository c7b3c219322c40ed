import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { WEBHOOKS } from '../adapters/aws/dynamo-items.ts';
import { SLOT_LEASE, SLOTS_PREFIX } from '../core/webhooks/sender-slot.ts';
import { KEY_ACTIONS, SECRET_ACTIONS } from '../namespaces/shared/resource-grant.ts';
import { acceptFinding } from './accepted-findings.ts';

/** A delivery at its longest, ten times over, and time to note it: a slot is held no longer. */
export const SENDER_TIMEOUT = Duration.millis(SLOT_LEASE);
/** Receivers are other people's servers: this many batches at once are enough for any of them. */
export const SENDER_CONCURRENCY = 20;
/** The sender dead-letters a delivery after a day, by then received some thirty times; this is for messages that kill it. */
const MAX_RECEIVES = 200;
const RETENTION = Duration.days(14);
/**
 * A job's deliveries wait so long when a sender dies with one, as they keep their order. Lambda's advice of six is for sources whose
 * batches are throttled; this one has a concurrency of its own, and a delivery made twice has the same id.
 */
const HIDDEN_TIMES_TIMEOUT = 2;

export interface WebhookDeliveryProps {
  table: ITable;
  encryptionKey?: IKey | undefined;
  removalPolicy: RemovalPolicy;
}

/** What the sender itself does; each action is one its adapters call. */
export const SENDER_ACTIONS = {
  webhooks: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  slots: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  deadLetters: ['sqs:SendMessage'],
  key: SECRET_ACTIONS,
} as const;

/** The queue of what is told to webhooks, its dead letters, and the key their secrets are encrypted with. */
export class WebhookDelivery extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly key: Secret;
  private readonly props: WebhookDeliveryProps;

  constructor(scope: Construct, id: string, props: WebhookDeliveryProps) {
    super(scope, id);
    this.props = props;
    const common = {
      ...(props.encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: props.encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      // Denies every call that is not made over TLS.
      enforceSSL: true,
      // What happens to a job is told in its order, and after a crash perhaps twice.
      fifo: true,
      // High throughput: the bounds of a FIFO queue are then those of a group, which is one job of one webhook.
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      retentionPeriod: RETENTION,
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Deliveries', {
      ...common,
      visibilityTimeout: Duration.seconds(HIDDEN_TIMES_TIMEOUT * SENDER_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
    });
    this.key = new Secret(this, 'Key', {
      description: 'Encrypts the secrets of webhooks; with another value all webhooks must be set again',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      ...(props.encryptionKey && { encryptionKey: props.encryptionKey }),
      removalPolicy: props.removalPolicy,
    });
    acceptFinding(this.key, 'SMG4', 'What is encrypted with it could not be read after a rotation.');
  }

  /** Lets `role` put deliveries on the queue. */
  grantAnnounce(role: Role): void {
    const resources = [this.queue.queueArn];
    role.addToPolicy(new PolicyStatement({ sid: 'Deliveries', actions: ['sqs:SendMessage'], resources }));
  }

  /** Lets `role` read the key. */
  grantSeal(role: Role): void {
    const resources = [this.key.secretArn];
    role.addToPolicy(new PolicyStatement({ sid: 'WebhookKey', actions: [...SENDER_ACTIONS.key], resources }));
  }

  /** Lets `role` read and note webhooks and count slots, of the table nothing else, and put away what it gives up. */
  grantSend(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        sid: 'Webhooks',
        actions: [...SENDER_ACTIONS.webhooks],
        resources: [this.props.table.tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [WEBHOOKS] } },
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'Slots',
        actions: [...SENDER_ACTIONS.slots],
        resources: [this.props.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`LIMIT#${SLOTS_PREFIX}*`] } },
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'GivenUp',
        actions: [...SENDER_ACTIONS.deadLetters],
        resources: [this.deadLetterQueue.queueArn],
      }),
    );
    this.grantSeal(role);
    this.props.encryptionKey?.grant(role, ...KEY_ACTIONS.all);
  }
}

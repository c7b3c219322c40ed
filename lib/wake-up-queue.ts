import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Lambda's advice for a queue it reads: a visibility timeout of at least six times the function's (docs/time.md, 8). */
const VISIBILITY_TIMES_TIMEOUT = 6;
/** The longest SQS keeps a message, so that a dead letter outlives any weekend. */
const RETENTION = Duration.days(14);
/** A crash and a deployment may each cost a receive; what fails five times alone will fail again. */
const MAX_RECEIVES_ALONE = 5;
/** From its third receive the executor sends a message on to be answered alone: only Lambda's own throttling costs more. */
const MAX_RECEIVES = 1000;

export interface WakeUpQueueProps {
  executorTimeout: Duration;
  deadLetterTimeout: Duration;
  /** Customer key; without it SQS's own. */
  encryptionKey?: IKey | undefined;
}

/** The queue whose messages say "something may be due for this job", and the queue of its dead letters. */
export class WakeUpQueue extends Construct {
  readonly queue: Queue;
  /** Of products whose runs take long now, so that they do not hold up those of others. */
  readonly slowQueue: Queue;
  /** Of what is answered one at a time: runs whose worker was lost, messages received again and again. */
  readonly aloneQueue: Queue;
  /** Of what takes seconds and runs nothing, bulk operations and the sweep, so that it neither holds up runs nor waits for them. */
  readonly bulkQueue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: WakeUpQueueProps) {
    super(scope, id);
    const security = {
      ...(props.encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: props.encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      // Denies every call that is not made over TLS.
      enforceSSL: true,
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      ...security,
      // A message moved here keeps the age it had, so this queue must keep messages at least as long as the other.
      retentionPeriod: RETENTION,
      visibilityTimeout: visibilityFor(props.deadLetterTimeout),
    });
    const queue = (name: string, maxReceiveCount: number) =>
      new Queue(this, name, {
        ...security,
        // Wake-ups pile up here while the executor is stopped or broken, and none may expire meanwhile.
        retentionPeriod: RETENTION,
        // A message must not reappear while the attempt it started may still be running.
        visibilityTimeout: visibilityFor(props.executorTimeout),
        deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
      });
    this.queue = queue('WakeUps', MAX_RECEIVES);
    this.slowQueue = queue('Slow', MAX_RECEIVES);
    this.aloneQueue = queue('Alone', MAX_RECEIVES_ALONE);
    this.bulkQueue = queue('Bulk', MAX_RECEIVES);
  }
}

function visibilityFor(timeout: Duration): Duration {
  return Duration.seconds(VISIBILITY_TIMES_TIMEOUT * timeout.toSeconds());
}

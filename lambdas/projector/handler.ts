import type { AttributeValue, DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { PULSE } from '../../adapters/aws/dynamo-items.ts';
import { Attribute } from '../../adapters/aws/formats.ts';
import { Table } from '../../adapters/aws/table.ts';
import { defined } from '../../contract/plain-data.ts';
import { NewerFormat } from '../../core/formats/format.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { RowChange } from '../../core/jobs/row-change.ts';
import type { Reading } from '../../core/ports/stats-store.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import { KNOWN_FOR } from '../../core/stats/loss.ts';
import { type Alerts, type ProjectorPorts, project } from '../../core/usecases/project/project.ts';

/** What Lambda hands over of a stream, for a mapping with a tumbling window: only then it names the shard. */
export interface StreamEvent {
  Records: DynamoDBRecord[];
  eventSourceARN: string;
  shardId: string;
}

/** Nothing is carried from one invocation of a window to the next. */
export type StreamAnswer = DynamoDBBatchResponse & { state: Record<string, never> };

/** What the projector works with. */
export interface ProjectorSetup {
  ports: Pick<ProjectorPorts, 'stats' | 'runs' | 'webhooks' | 'deliveries' | 'audit'>;
  /** How alerts are told; none are unless given. */
  alerts?: Omit<Alerts, 'handedOn'>;
  /** The row that an image is of. @throws Error when it is none that this code knows */
  rowOf(image: Record<string, AttributeValue>): JobRow;
  /** What the audit trail tells of the write of an image. @throws Error when this code does not know its format */
  recordIn(image: Record<string, AttributeValue>): AuditRecord | undefined;
  /** Puts a record away that cannot be read. */
  deadLetter(record: DynamoDBRecord): Promise<void>;
  /** Unix ms. */
  now(): number;
  telemetry: Telemetry;
}

/** A change that a newer release wrote waits so long for its projector, ms: the functions of a deploy change one after the other. */
const DEPLOYED_WITHIN = 600_000;

/** As long as the longest sequence number of DynamoDB Streams, so that texts sort as the numbers do. */
const DIGITS = 40;

/** A record that cannot be read, and why. */
interface Unread {
  record: DynamoDBRecord;
  sequence: string;
  error: unknown;
}

/**
 * Projects a batch of one shard. A record that cannot be read is dead-lettered, as those behind it would wait for it; what could not be
 * told comes again from there on.
 */
export function createHandler(setup: ProjectorSetup) {
  let known: { at: number; reading: Reading | null } | undefined;
  const ports: ProjectorPorts = {
    ...setup.ports,
    clock: setup,
    telemetry: setup.telemetry,
    ...(setup.alerts && { alerts: { ...setup.alerts, handedOn: new Set() } }),
    known: async () => {
      const at = setup.now();
      if (!known || at - known.at > KNOWN_FOR) known = { at, reading: await setup.ports.stats.reading() };
      return known.reading;
    },
  };
  return async ({
    Records: records,
    eventSourceARN: stream,
    shardId: shard,
  }: StreamEvent): Promise<StreamAnswer> => {
    const changes: RowChange[] = [];
    const unread: Unread[] = [];
    let waiting: DynamoDBRecord | undefined;
    for (const record of records) {
      const change = changeOf(record, setup);
      if (change === 'waits') {
        waiting = record;
        break;
      }
      if ('error' in change) unread.push(change);
      else changes.push(change);
    }
    const from = (await project({ stream, shard }, changes, ports)) ?? (waiting && sequenceOf(waiting));
    // Last, as a batch that comes again would have its records dead-lettered again.
    for (const { record, sequence, error } of unread) {
      if (from !== undefined && sequence > from) break;
      await setup.deadLetter(record);
      setup.telemetry({
        type: 'change-dead-lettered',
        sequence: record.dynamodb?.SequenceNumber ?? '',
        error,
      });
    }
    const first = records.find((record) => sequenceOf(record) === from);
    const itemIdentifier = first?.dynamodb?.SequenceNumber;
    return { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }], state: {} };
  };
}

/** What a record tells, unless it waits for a newer release or cannot be read. */
function changeOf(record: DynamoDBRecord, setup: ProjectorSetup): RowChange | 'waits' | Unread {
  const { ApproximateCreationDateTime: at = 0, OldImage, NewImage } = record.dynamodb ?? {};
  const sequence = sequenceOf(record);
  if (NewImage?.[Table.sortKey]?.S === PULSE) return { sequence, at: Number(NewImage['at']?.N) };
  try {
    if (NewImage?.[Attribute.audit])
      return { sequence, at: at * 1000, ...defined({ record: setup.recordIn(NewImage) }) };
    return {
      sequence,
      at: at * 1000,
      ...(OldImage && { before: setup.rowOf(OldImage) }),
      ...(NewImage && { after: setup.rowOf(NewImage) }),
    };
  } catch (error) {
    if (error instanceof NewerFormat && setup.now() - at * 1000 < DEPLOYED_WITHIN) return 'waits';
    return { record, sequence, error };
  }
}

const sequenceOf = ({ dynamodb }: DynamoDBRecord) => (dynamodb?.SequenceNumber ?? '').padStart(DIGITS, '0');

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { rowItem, rowOf } from '../../adapters/aws/dynamo-items.ts';
import { auditIn, auditOf } from '../../adapters/aws/formats.ts';
import { MemoryAuditStore } from '../../adapters/memory/memory-audit-store.ts';
import { MemoryDeliveryQueue } from '../../adapters/memory/memory-queues.ts';
import { MemoryRunStore } from '../../adapters/memory/memory-run-store.ts';
import { MemoryStatsStore } from '../../adapters/memory/memory-stats-store.ts';
import { MemoryWebhookStore } from '../../adapters/memory/memory-webhook-store.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { TelemetryEvent } from '../../core/ports/telemetry.ts';
import { sumOf } from '../../core/stats/tally.ts';
import { HOUR, MINUTE } from '../../core/time/units.ts';
import { createHandler } from '../../lambdas/projector/handler.ts';
import { webhookRow } from '../core/webhooks/webhook-rows.ts';
import { jobRow } from '../rows.ts';

const NOW = Date.UTC(2030, 0, 1);
const row = jobRow(NOW);
const image = (of: JobRow) => marshall(rowItem(of, 'token', undefined)) as Record<string, AttributeValue>;

const record = (sequence: string, fields: DynamoDBRecord['dynamodb']): DynamoDBRecord => ({
  dynamodb: { SequenceNumber: sequence, ApproximateCreationDateTime: NOW / 1000, ...fields },
});
/** That a new job was written. */
const dispatched = (sequence: string, of = row) => record(sequence, { NewImage: image(of) });

async function projector(send?: MemoryDeliveryQueue['send'], age = 0) {
  const ports = {
    stats: new MemoryStatsStore(),
    runs: new MemoryRunStore(),
    webhooks: new MemoryWebhookStore(),
    deliveries: new MemoryDeliveryQueue(),
    audit: new MemoryAuditStore(),
  };
  await ports.webhooks.save(webhookRow({ events: ['job.scheduled'] }));
  const told: TelemetryEvent[] = [];
  const aside: DynamoDBRecord[] = [];
  const handler = createHandler({
    ports: send ? { ...ports, deliveries: { send } } : ports,
    rowOf: (of) => rowOf(unmarshall(of as Parameters<typeof unmarshall>[0])),
    recordIn: (of) => auditIn(unmarshall(of as Parameters<typeof unmarshall>[0])),
    deadLetter: async (one) => void aside.push(one),
    now: () => NOW + age,
    telemetry: (event) => void told.push(event),
  });
  const total = async () => {
    const hours = await ports.stats.hours({ product: 'shop', env: 'dev' }, 0, Number.MAX_SAFE_INTEGER);
    return sumOf(hours.map(({ tally }) => tally))['dispatched'];
  };
  const call = (...Records: DynamoDBRecord[]) =>
    handler({ Records, shardId: 'shardId-1', eventSourceARN: 'stream' });
  return {
    audit: ports.audit,
    call,
    total,
    told,
    aside,
    stats: ports.stats,
    deliveries: ports.deliveries.deliveries,
  };
}

describe('the projector of the stream', () => {
  test('counts and tells what the images say, and says that nothing is to come again', async () => {
    const { call, total, deliveries } = await projector();
    expect(await call(dispatched('1'), record('2', { OldImage: image(row) }))).toEqual({
      batchItemFailures: [],
      state: {},
    });
    expect(await total()).toBe(1);
    expect(deliveries).toMatchObject([{ message_id: `${row.id}.v1.0` }]);
  });

  test('writes what the write of another item tells into the audit trail, once', async () => {
    const { call, audit } = await projector();
    const told: AuditRecord = { id: 'aud_1', at: NOW, actor: 'anna', via: 'token', command: 'pause_all' };
    const item = { pk: 'HOLDS', sk: '##', v: 1, doc: '{}', ...auditOf(told) };
    const written = (sequence: string) =>
      record(sequence, { NewImage: marshall(item) as Record<string, AttributeValue> });
    await call(written('1'), written('2'));
    await call(written('2'));
    expect([...audit.records.values()]).toEqual([told]);
  });

  test('takes numbers of any length in their order', async () => {
    const { call, total } = await projector();
    await call(dispatched('9'), dispatched('10'));
    await call(dispatched('11'));
    await call(dispatched('9'), dispatched('100000000000000000000000000000000000'));
    expect(await total()).toBe(4);
  });

  test('asks for the changes again from the first on that could not be told, by its own number', async () => {
    const { call } = await projector(async () => 1);
    const answer = await call(dispatched('7'), dispatched('8', { ...row, id: `${row.id.slice(0, -1)}0` }));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '8' }], state: {} });
  });

  test('dead-letters a change that it cannot read, and continues with those behind it', async () => {
    const { call, total, aside, told } = await projector();
    const broken = record('1', { NewImage: { ...image(row), doc: { S: '{' } } });
    expect((await call(broken, dispatched('2'))).batchItemFailures).toEqual([]);
    expect(aside).toEqual([broken]);
    expect(told).toMatchObject([{ type: 'change-dead-lettered', sequence: '1' }]);
    expect(await total()).toBe(1);
  });

  test('dead-letters none that comes again with what could not be told', async () => {
    const { call, aside } = await projector(async () => 0);
    const broken = (sequence: string) => record(sequence, { NewImage: { ...image(row), doc: { S: '{' } } });
    const [before, behind] = [broken('8'), broken('10')];
    const { batchItemFailures } = await call(before, dispatched('9'), behind);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '9' }]);
    expect(aside).toEqual([before]);
  });

  test('has a change of a newer release wait ten minutes for its projector, with those behind it, and dead-letters it then', async () => {
    const newer = record('2', { NewImage: { ...image(row), v: { N: '99' } } });
    const young = await projector(undefined, 599_999);
    const answer = await young.call(dispatched('1'), newer, dispatched('3'));
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: '2' }]);
    expect([await young.total(), young.aside]).toEqual([1, []]);
    const old = await projector(undefined, 600_000);
    expect((await old.call(dispatched('1'), newer, dispatched('3'))).batchItemFailures).toEqual([]);
    expect([await old.total(), old.aside]).toEqual([2, [newer]]);
  });

  test('reads a pulse as a sign that the stream continues, and one that is a day old as that it has dropped something', async () => {
    const { call, told, stats } = await projector(undefined, 24 * HOUR);
    await stats.putReading({ stream: 'stream', read_to: NOW - HOUR, epochs: [], version: 1 });
    const pulse = record('1', {
      NewImage: marshall({ pk: 'STATS#', sk: 'PULSE', at: NOW }) as Record<string, AttributeValue>,
    });
    expect(await call(pulse)).toEqual({ batchItemFailures: [], state: {} });
    expect(told).toEqual([{ type: 'changes-lost', from: NOW - 50 * HOUR }]);
    expect(await stats.reading()).toMatchObject({ epochs: [NOW + 24 * HOUR + 2 * MINUTE], version: 2 });
  });

  test('fails as a whole when a change can neither be read nor dead-lettered', async () => {
    const handler = createHandler({
      ports: {} as Parameters<typeof createHandler>[0]['ports'],
      rowOf: () => {
        throw new Error('unknown');
      },
      recordIn: () => undefined,
      deadLetter: () => Promise.reject(new Error('refused')),
      now: () => NOW,
      telemetry: () => undefined,
    });
    await expect(
      handler({ Records: [dispatched('1')], eventSourceARN: 'stream', shardId: 's' }),
    ).rejects.toThrow('refused');
  });
});

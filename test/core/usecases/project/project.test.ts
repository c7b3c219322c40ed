import { MemoryAuditStore } from '../../../../adapters/memory/memory-audit-store.ts';
import { MemoryDeliveryQueue } from '../../../../adapters/memory/memory-queues.ts';
import { MemoryRunStore } from '../../../../adapters/memory/memory-run-store.ts';
import { MemoryStatsStore } from '../../../../adapters/memory/memory-stats-store.ts';
import { MemoryWebhookStore } from '../../../../adapters/memory/memory-webhook-store.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import type { RowChange } from '../../../../core/jobs/row-change.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import type { WebhookRow } from '../../../../core/ports/webhooks.ts';
import { hourOf } from '../../../../core/stats/hours.ts';
import { sumOf } from '../../../../core/stats/tally.ts';
import { HOUR, MINUTE } from '../../../../core/time/units.ts';
import { project } from '../../../../core/usecases/project/project.ts';
import { jobRow } from '../../../rows.ts';
import { NOW, webhookRow } from '../../webhooks/webhook-rows.ts';

async function portsWith(...rows: Partial<WebhookRow>[]) {
  const webhooks = new MemoryWebhookStore();
  for (const row of rows) await webhooks.save(webhookRow(row));
  const stats = new MemoryStatsStore();
  const clock = { now: () => NOW };
  const known = () => stats.reading();
  const audit = new MemoryAuditStore();
  const runs = new MemoryRunStore();
  const deliveries = new MemoryDeliveryQueue();
  return { webhooks, deliveries, stats, runs, audit, clock, known, telemetry: () => undefined };
}

const SHARD = { stream: 'stream', shard: 'shard' };

/** Changes by which a run of one job each completes. */
function changes(count: number): RowChange[] {
  return Array.from({ length: count }, (_, i) => {
    const before = jobRow(NOW);
    const did = {
      events: [{ event: 'job.completed' } as const],
      ended: [{ at: NOW, ok: true, attempts: 1 }],
    };
    const after = { ...before, id: `${before.id.slice(0, -2)}${10 + i}`, version: 2, did };
    return { sequence: String(i + 1).padStart(40, '0'), at: NOW, before, after };
  });
}
type Projected = Awaited<ReturnType<typeof portsWith>>;
const completed = async ({ stats }: Projected) => {
  const hours = await stats.hours({ product: 'shop', env: 'dev' }, 0, Number.MAX_SAFE_INTEGER);
  return sumOf(hours.map(({ tally }) => tally))['completed'];
};
const told = ({ deliveries }: Projected) =>
  deliveries.deliveries.map(({ message_id }) => message_id.split('.')[0]?.slice(-2));

describe('the projector', () => {
  test('counts each change once, and tells all of them, however batches are cut and come again', async () => {
    const ports = await portsWith({});
    const all = changes(6);
    for (const [from, to] of [
      [0, 2],
      [0, 2],
      [1, 4],
      [0, 6],
      [3, 5],
    ] as const)
      expect(await project(SHARD, all.slice(from, to), ports)).toBeUndefined();
    expect(await completed(ports)).toBe(6);
    expect(told(ports)).toEqual(['10', '11', '12', '13', '14', '15']);
  });

  test('notes how far the stream is read by the last moment of a batch, in whatever order it comes', async () => {
    const ports = await portsWith();
    const batch = changes(3).map(({ after = jobRow(NOW), ...change }, i) => ({
      ...change,
      after: { ...after, updated_at: NOW - (i === 1 ? 5 : 20) * MINUTE },
    }));
    await project(SHARD, batch, ports);
    expect(await ports.stats.reading()).toMatchObject({ stream: 'stream', read_to: NOW - 5 * MINUTE });
  });

  test('counts what has the same numbers in another shard', async () => {
    const ports = await portsWith();
    await project(SHARD, changes(3), ports);
    await project({ ...SHARD, shard: 'other' }, changes(3), ports);
    expect(await completed(ports)).toBe(6);
  });

  test('tells those who poll of each change once, by the write that counts it, however often a call dies', async () => {
    const ports = await portsWith({});
    const hour = hourOf(jobRow(NOW).updated_at);
    const polled = () => ports.stats.toldIn({ scope: { product: 'shop', env: 'dev' }, hour }).sort();
    const dying = { ...ports, deliveries: { send: () => Promise.reject(new Error('died')) } };
    await expect(project(SHARD, changes(3), dying)).rejects.toThrow('died');
    await project(SHARD, changes(5), ports);
    await project(SHARD, changes(6).slice(2), ports);
    expect(polled()).toEqual(changes(6).map(({ after }) => after?.id.slice(-5)));
  });

  test('lists what went wrong before it tells webhooks of it, and again when it comes again', async () => {
    const ports = await portsWith({});
    const [change] = changes(1);
    const failed = { number: 1, occurrence: NOW, completed_at: NOW + 5 };
    const did = {
      events: [{ event: 'job.failed', error: { code: 'TIMEOUT', message: 'late' } }] as const,
      ended: [{ at: NOW, ok: false, attempts: 2, failed }],
    };
    const wrong = { ...change, after: { ...change?.after, did } } as unknown as RowChange;
    const dying = { ...ports, runs: { ...ports.runs, put: () => Promise.reject(new Error('died')) } };
    await expect(project(SHARD, [wrong], dying as unknown as Projected)).rejects.toThrow('died');
    expect(told(ports)).toEqual([]);
    await project(SHARD, [wrong], ports);
    await project(SHARD, [wrong], ports);
    const listed = await ports.runs.list({ scopes: [{ product: 'shop', env: 'dev' }], limit: 9 });
    expect(listed).toMatchObject([{ outcome: 'failed', at: NOW + 5, number: 1, error: { code: 'TIMEOUT' } }]);
  });

  test('has the entries of a job that is gone go as from its deletion, or its last change', async () => {
    const ports = await portsWith();
    const expired: unknown[] = [];
    const audit = Object.assign(Object.create(ports.audit), {
      expire: async (...job: unknown[]) => void expired.push(job),
    });
    const gone = (more: Partial<JobRow>): RowChange => {
      const [change] = changes(1);
      const before = { ...jobRow(NOW), updated_at: NOW - 5, commanded: {}, ...more } as JobRow;
      return { sequence: change?.sequence ?? '', at: NOW, before };
    };
    await project(SHARD, [gone({ id: 'a', deleted_at: NOW - 9 }), gone({ id: 'b' })], { ...ports, audit });
    expect(expired).toEqual([
      ['a', NOW - 9],
      ['b', NOW - 5],
    ]);
    // Of what goes nothing says when it was written.
    expect(await ports.stats.reading()).toBeNull();
  });

  test('writes twenty-five entries of the audit trail at a time', async () => {
    const ports = await portsWith();
    let [atWork, most] = [0, 0];
    const put = async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise(setImmediate);
      atWork -= 1;
    };
    const record = { id: 'a', at: NOW, command: 'pause_all', actor: 'ann', via: 'call' };
    const told = changes(60).map(({ sequence }) => ({ sequence, at: NOW, record }) as unknown as RowChange);
    await project(SHARD, told, { ...ports, audit: Object.assign(Object.create(ports.audit), { put }) });
    expect(most).toBe(25);
    // What is about no single job says nothing of how far the changes of jobs are read.
    expect(await ports.stats.reading()).toBeNull();
  });

  test('writes no list where nothing went wrong', async () => {
    const ports = await portsWith();
    const runs = { ...ports.runs, put: () => Promise.reject(new Error('written')) };
    await project(SHARD, changes(3), { ...ports, runs } as unknown as Projected);
    expect(await completed(ports)).toBe(3);
  });

  test('tells what was counted by a call that died before it told', async () => {
    const ports = await portsWith({});
    const dying = { ...ports, deliveries: { send: () => Promise.reject(new Error('died')) } };
    await expect(project(SHARD, changes(3), dying)).rejects.toThrow('died');
    expect([await completed(ports), told(ports)]).toEqual([3, []]);
    await project(SHARD, changes(2), ports);
    expect([await completed(ports), told(ports)]).toEqual([3, ['10', '11']]);
  });

  test('says from where on changes have to come again when a delivery is refused', async () => {
    const ports = await portsWith({});
    const send = async (some: Parameters<MemoryDeliveryQueue['send']>[0]) =>
      await ports.deliveries.send(some.slice(0, 2));
    const all = changes(4);
    expect(await project(SHARD, all, { ...ports, deliveries: { send } })).toBe(all[2]?.sequence);
    expect(await project(SHARD, all.slice(2), ports)).toBeUndefined();
    expect([await completed(ports), told(ports)]).toEqual([4, ['10', '11', '12', '13']]);
  });

  test('tells nothing when nothing was counted for certain', async () => {
    const ports = await portsWith({});
    const stats = { ...ports.stats, count: () => Promise.reject(new Error('refused')) };
    await expect(project(SHARD, changes(1), { ...ports, stats } as unknown as Projected)).rejects.toThrow();
    expect(told(ports)).toEqual([]);
  });

  test('looks for webhooks only where there is something to tell', async () => {
    const ports = await portsWith({});
    ports.webhooks.recent = () => Promise.reject(new Error('looked'));
    const quiet = changes(1).map(({ after, ...rest }) => {
      const { did: _did, ...row } = after ?? jobRow(NOW);
      return { ...rest, after: row };
    });
    expect(await project(SHARD, quiet, ports)).toBeUndefined();
    await expect(project(SHARD, [...quiet, ...changes(2).slice(1)], ports)).rejects.toThrow('looked');
    expect(await project(SHARD, [], ports)).toBeUndefined();
  });

  test('tells once that changes may be lost, when what it reads is nearly as old as a stream keeps it', async () => {
    const ports = await portsWith();
    const lost: unknown[] = [];
    const late = {
      ...ports,
      clock: { now: () => NOW + 24 * HOUR },
      telemetry: (event: TelemetryEvent) => void lost.push(event),
    };
    await project(SHARD, changes(1), ports);
    await project(SHARD, changes(2), late);
    await project(SHARD, changes(3), late);
    expect(lost).toMatchObject([{ type: 'changes-lost', from: expect.any(Number) }]);
    expect((await ports.stats.reading())?.epochs).toHaveLength(1);
  });

  test('notes how far it has read on top of what another has noted meanwhile', async () => {
    const ports = await portsWith();
    await project(SHARD, changes(1), ports);
    const known = await ports.stats.reading();
    const later = changes(1).map(({ after = jobRow(NOW), ...change }) => ({
      ...change,
      after: { ...after, updated_at: NOW + HOUR },
    }));
    await project(SHARD, later, {
      ...ports,
      known: async () => known && { ...known, version: known.version - 1 },
    });
    expect(await ports.stats.reading()).toMatchObject({ read_to: NOW + HOUR });
  });

  test('reads anew how far the stream is read only where another has noted something meanwhile', async () => {
    const ports = await portsWith();
    await project(SHARD, changes(1), ports);
    const known = await ports.stats.reading();
    const reading = ports.stats.reading.bind(ports.stats);
    ports.stats.reading = () => Promise.reject(new Error('read'));
    const later = changes(1).map(({ after = jobRow(NOW), ...change }) => ({
      ...change,
      after: { ...after, updated_at: NOW + HOUR },
    }));
    const going = { ...ports, known: async () => known };
    await project(SHARD, later, going);
    expect(await reading()).toMatchObject({ read_to: NOW + HOUR });
    await expect(project(SHARD, later, going)).rejects.toThrow('read');
  });

  test('forgets which alerts it has handed on when they are more than ten thousand', async () => {
    const ports = await portsWith();
    const alerts = (handed: number) => {
      const handedOn = new Set(Array.from({ length: handed }, (_, nth) => String(nth)));
      return { config: { products: {} }, queue: { send: async () => undefined }, handedOn };
    };
    const [few, many] = [alerts(10_000), alerts(10_001)];
    await project(SHARD, changes(1), { ...ports, alerts: few });
    await project(SHARD, changes(1), { ...ports, alerts: many });
    expect([few.handedOn.size, many.handedOn.size]).toEqual([10_000, 0]);
  });
});

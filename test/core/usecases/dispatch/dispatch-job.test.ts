import type { Config } from '../../../../contract/config.ts';
import { tombstoneOf } from '../../../../core/jobs/tombstone.ts';
import type { Mismatch, NamespaceInput } from '../../../../core/ports/namespace.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const NOW = Date.UTC(2026, 0, 1);
const BODY = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };

function began() {
  const world = new World(1, NOW, NO_FAULTS);
  const told: TelemetryEvent[] = [];
  const ports: Ports = { ...world.outside(), telemetry: (event) => void told.push(event) };
  return { world, ports, told };
}

describe('a dispatch', () => {
  test('is told with the job and the answer, and its repeat is not', async () => {
    const { world, ports, told } = began();
    const body = { ...BODY, idempotency_key: 'k' };
    const { result, created } = await dispatchJob('actions', body, SETUP, ports);
    expect(created).toBe(true);
    expect(told).toEqual([{ type: 'dispatched', row: world.jobs.rows.get(result.job_id), result }]);
    expect(await dispatchJob('actions', body, SETUP, ports)).toEqual({ result, created: false });
    expect(told).toHaveLength(1);
  });

  test('of another body under a key that was used names the job that has it', async () => {
    const { ports } = began();
    const { result } = await dispatchJob('actions', { ...BODY, idempotency_key: 'k' }, SETUP, ports);
    const other = dispatchJob('actions', { ...BODY, idempotency_key: 'k', retries: 1 }, SETUP, ports);
    await expect(other).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
      message: `The idempotency key was used within 24 h for another body, by job ${result.job_id}.`,
    });
  });

  test('whose process died before its job was made is taken up by its repeat, as the same job', async () => {
    const { world, ports } = began();
    const body = { ...BODY, idempotency_key: 'k' };
    const create = () => Promise.reject(new Error('dead'));
    const dying = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { create }) };
    await expect(dispatchJob('actions', body, SETUP, dying)).rejects.toThrow('dead');
    const [id = ''] = world.jobs.payloads.keys();
    const { result, created } = await dispatchJob('actions', body, SETUP, ports);
    expect([result.job_id, created, [...world.jobs.rows.keys()]]).toEqual([id, true, [id]]);
  });

  /** A repeat that finds no row, and then that of another one that was faster. */
  async function overtaken(change: (world: World, id: string) => void) {
    const { world, ports, told } = began();
    const body = { ...BODY, idempotency_key: 'k', schedule: { start_at: NOW + 60_000 } };
    const { result } = await dispatchJob('actions', body, SETUP, ports);
    const payload = await world.jobs.getPayload({ id: result.job_id });
    change(world, result.job_id);
    world.jobs.payloads.clear();
    told.length = 0;
    let reads = 0;
    const get: Ports['jobs']['get'] = async (id) => {
      reads += 1;
      return reads === 1 ? null : await ports.jobs.get(id);
    };
    const slow = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { get }) };
    const repeat = await dispatchJob('actions', body, SETUP, slow);
    return {
      world,
      result,
      repeat,
      told,
      payload,
      kept: await world.jobs.getPayload({ id: result.job_id }),
    };
  }

  test('that another repeat of it has overtaken gives the answer of that one, counts once and tells nothing', async () => {
    const { world, result, repeat, told, payload, kept } = await overtaken(() => undefined);
    expect(repeat).toEqual({ result, created: false });
    expect(world.stream.changes).toMatchObject([{ after: { id: result.job_id, version: 1 } }]);
    expect(told).toEqual([]);
    expect(kept).toEqual(payload);
  });

  test('whose job was deleted before its repeat came to an end keeps nothing of what the repeat wrote', async () => {
    const { result, repeat, kept } = await overtaken((world, id) => {
      const row = world.jobs.rows.get(id);
      if (row) world.jobs.rows.set(id, tombstoneOf(row, NOW));
    });
    expect(repeat).toEqual({ result, created: false });
    expect(kept).toBeNull();
  });

  test('reads no row, unless another one has its key', async () => {
    const { ports } = began();
    const get = () => Promise.reject(new Error('read'));
    const unread = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { get }) };
    const body = { ...BODY, idempotency_key: 'k' };
    expect(await dispatchJob('actions', BODY, SETUP, unread)).toMatchObject({ created: true });
    expect(await dispatchJob('actions', body, SETUP, unread)).toMatchObject({ created: true });
    await expect(dispatchJob('actions', body, SETUP, unread)).rejects.toThrow('read');
  });

  test('of what is not an object is refused with what is expected', async () => {
    const { ports } = began();
    await expect(dispatchJob('actions', [], SETUP, ports)).rejects.toMatchObject({
      issues: [{ path: '', message: 'a JSON object is expected as body' }],
    });
  });
});

describe('a dispatch whose resource lacks what it asks for', () => {
  const s3 = { provider: 's3', bucket: 'files' } as const;
  const lambda = {
    provider: 'lambda',
    functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
  } as const;
  const config: Config = { products: { shop: { envs: { dev: { storage: { files: s3, app: lambda } } } } } };
  const dispatched = (resource: string, mismatch: Mismatch | undefined) => {
    const input: NamespaceInput = {
      fields: ['app', 'event', 'input'],
      read: () => ({ ok: true, value: { target: { resource }, input: {} } }),
      validateAgainst: () => mismatch,
    };
    const { world, ports } = began();
    const setup = { ...SETUP, config, inputs: { ...SETUP.inputs, storage: input } };
    return dispatchJob('storage', BODY, setup, ports).finally(() => {
      if (mismatch && resource === 'files') expect(world.jobs.payloads.size).toBe(0);
    });
  };

  test('is refused as not found, or with the mistakes', async () => {
    await expect(dispatched('files', undefined)).resolves.toMatchObject({ created: true });
    await expect(dispatched('files', { notFound: 'There is no bucket.' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no bucket.',
    });
    const issues = [{ path: 'input.key', message: 'is too long' }];
    await expect(dispatched('files', { issues })).rejects.toMatchObject({ code: 'VALIDATION_ERROR', issues });
  });

  test('is not asked of a function, which takes all', async () => {
    await expect(dispatched('app', { notFound: 'asked' })).resolves.toMatchObject({ created: true });
  });
});

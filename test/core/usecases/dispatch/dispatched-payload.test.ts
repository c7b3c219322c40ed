import { Limits } from '../../../../contract/limits.ts';
import { asRecord } from '../../../../contract/plain-data.ts';
import type { NamespaceInput } from '../../../../core/ports/namespace.ts';
import { jsonBytes } from '../../../../core/text/bounds.ts';
import { commitNewJob } from '../../../../core/usecases/dispatch/commit-new-job.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { CALLER } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';
import { newRow } from '../../jobs/rows.ts';
import { every } from '../../schedule/tables.ts';

const NOW = Date.UTC(2026, 0, 1);

/** Takes any input as it comes. */
const whole: NamespaceInput = {
  fields: ['app', 'event', 'input'],
  read: ({ input }) => ({
    ok: true,
    value: { target: { resource: 'app', event: 'e' }, input: asRecord(input) },
  }),
  validateAgainst: () => undefined,
};

/** What a dispatch leaves in the tables. */
async function dispatched(fields: object, maxTimeout = 300_000, world = new World(1, NOW, NO_FAULTS)) {
  const setup = { ...SETUP, maxTimeout, inputs: { ...SETUP.inputs, actions: whole } };
  const body = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: { a: 1 }, ...fields };
  const { result } = await dispatchJob('actions', body, setup, world.outside());
  return {
    result,
    row: world.jobs.rows.get(result.job_id),
    payload: await world.jobs.getPayload({ id: result.job_id }),
    isBeside: world.jobs.payloads.has(result.job_id),
  };
}

test('a job has no retries and thirty seconds unless told, or what the executor has time for', async () => {
  expect((await dispatched({})).row).toMatchObject({ retry: { retries: 0 }, timeout: 30_000 });
  expect((await dispatched({}, 20_000)).row).toMatchObject({ timeout: 20_000 });
  const told = { retries: 3, timeout: 5, retryConfig: { jitter: true } };
  expect((await dispatched(told)).row).toMatchObject({ retry: { retries: 3, jitter: true }, timeout: 5 });
});

test('what a run needs rides in the row when it is small, and is kept beside it when it is not, or holds a token', async () => {
  const base = { target: { resource: 'app', event: 'e' }, input: { a: 1 } };
  const small = await dispatched({});
  expect([small.row?.inline, small.isBeside]).toEqual([{ ...base, useful_until: NOW }, false]);
  const schedule = { every: 1000, start_at: NOW + 5000 };
  const more = await dispatched({ cache: 'c', schedule });
  expect([more.row?.inline, more.isBeside]).toEqual([{ ...base, cache: 'c' }, false]);
  const token = await dispatched({ session: 'user:token', schedule });
  expect(token.row).not.toHaveProperty('inline');
  expect(token.payload).toEqual({ ...base, session: { tag: 'user', token: 'token' } });
  const room = 320 - jsonBytes({ ...base, input: { a: '' } });
  for (const length of [room, room + 1]) {
    const large = await dispatched({ input: { a: 'x'.repeat(length) }, schedule });
    expect(large.isBeside).toBe(length > room);
  }
});

test('only a job with an idempotency key keeps its answer', async () => {
  expect((await dispatched({})).row).not.toHaveProperty('answer');
  const { row, result } = await dispatched({ idempotency_key: 'k' });
  expect(row?.answer).toEqual(result);
});

test('an input may take 320 KB where it is stored', async () => {
  const input = (bytes: number) => ({ input: { a: 'x'.repeat(bytes - '{"a":""}'.length) } });
  await expect(dispatched(input(Limits.storedInputBytes))).resolves.toBeDefined();
  await expect(dispatched(input(Limits.storedInputBytes + 1))).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
  });
});

test.each([
  [null, 'VALIDATION_ERROR'],
  [[], 'VALIDATION_ERROR'],
  ['text', 'VALIDATION_ERROR'],
])('a dispatch of %j is refused', async (body, code) => {
  const world = new World(1, NOW, NO_FAULTS);
  await expect(dispatchJob('actions', body, SETUP, world.outside())).rejects.toMatchObject({ code });
});

test('its row tells that it was scheduled, and also that it was paused where it is from its beginning', async () => {
  expect((await dispatched({})).row?.did).toEqual({ events: [{ event: 'job.scheduled' }] });
  const world = new World(1, NOW, NO_FAULTS);
  const { id, product, env, namespace, target, schedule, retry, timeout } = newRow(every(1000, NOW + 1));
  const job = { id, product, env, namespace, target, schedule, retry, timeout, asked: CALLER };
  const { row } = await commitNewJob(
    job,
    { target: { resource: 'app' }, input: {} },
    world.outside(),
    NOW,
    'hand',
  );
  expect(row).toMatchObject({ status: 'paused', version: 2 });
  // One command, whose entry the audit trail names by the version that is stored.
  expect(row.commanded).toEqual({ version: 2, count: 1 });
  expect(row.did).toMatchObject({ events: [{ event: 'job.scheduled' }, { event: 'job.paused' }] });
});

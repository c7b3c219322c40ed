import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { inParallel } from '../../../bench/measure.ts';
import type { Job, JobPage } from '../../../contract/job.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import { until } from '../../until.ts';
import { SECRETS } from './hostile-config.ts';
import { type Hostile, hostileDispatch } from './hostile-dispatches.ts';
import { startHostileWorld } from './hostile-world.ts';

/** `npm run fuzz` sends 10 000. */
const DISPATCHES = Number(process.env['FUZZ_HOSTILE'] ?? 250);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const FULL = DISPATCHES >= 10_000;
/** Dispatches under way before their runs are waited for. */
const AT_ONCE = 40;
const NEIGHBORS = 5;
/**
 * Dispatches after which lateness counts: until then all environments of the executor compile its code at once, on the
 * cores of one machine, where Lambda gives each its own.
 */
const WARM_UP = DISPATCHES / 10;
const ENDED = ['completed', 'failed'];
/** Codes that say a run was not answered for by its handler. */
const FAULTS = ['INTERNAL_ERROR', 'WORKER_LOST', 'DEAD_LETTERED'];

let world: Awaited<ReturnType<typeof startHostileWorld>>;

beforeAll(async () => {
  world = await startHostileWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const EVIL = '/v1/products/evil/envs/dev';

async function call(method: string, path: string, body?: unknown) {
  const answer = await fetch(world.cloud.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(20_000),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, value: JSON.parse(text) as unknown };
}

/** A job of every second for `calm`, from a second that is still to come; nothing of it may be left out, however late. */
async function startNeighbors(): Promise<string[]> {
  const start_at = Math.ceil(Date.now() / 1000) * 1000 + 2000;
  const body = { product: 'calm', env: 'dev', app: 'app', event: 'tick', input: {} };
  const answers = await Promise.all(
    Array.from({ length: NEIGHBORS }, () =>
      call('POST', '/v1/actions/dispatch', {
        ...body,
        schedule: { every: 1000, start_at, overlap: 'allow', missed: 'all' },
      }),
    ),
  );
  return answers.map(({ value }) => String(asRecord(value).job_id));
}

/** Half of them name their product themselves, the others come by the path of their own. */
async function dispatch(
  { namespace, body }: Hostile,
  index: number,
): Promise<{ id?: string; fault?: string }> {
  const scoped = index % 2 === 0;
  const sent = scoped ? body : { ...body, product: 'evil', env: 'dev' };
  const { status, text, value } = await call('POST', `${scoped ? EVIL : '/v1'}/${namespace}/dispatch`, sent);
  if (status >= 500) return { fault: `${status} ${text.slice(0, 200)}` };
  const leak = leaked(text);
  if (leak !== undefined) return { fault: `the answer to the dispatch tells ${leak}` };
  return status === 201 ? { id: String(asRecord(value).job_id) } : {};
}

/** What a text holds of what no reader may see. */
function leaked(text: string): string | undefined {
  const [name] = Object.entries(SECRETS).find(([, secret]) => text.includes(secret)) ?? [];
  return name ?? (text.includes('kept in') ? 'a foreign file' : undefined);
}

async function settle(): Promise<void> {
  const ended = async () => {
    const { value } = await call('GET', `${EVIL}/jobs?status=scheduled,queued,running&limit=1`);
    return (value as JobPage).jobs.length === 0;
  };
  await until('the hostile jobs to end', ended, 60_000);
}

async function faultOf(id: string): Promise<string | undefined> {
  // A list may leave out a job whose status changes at that moment.
  const job = await until(
    `job ${id} to end`,
    async () => {
      const read = await call('GET', `${EVIL}/jobs/${id}`);
      return ENDED.includes((read.value as Job).status) && read;
    },
    60_000,
  );
  const history = await call('GET', `${EVIL}/jobs/${id}/history`);
  const { last_error: error, input: _sent, ...shown } = job.value as Job;
  const leak = leaked(JSON.stringify({ shown, error })) ?? leaked(history.text);
  if (leak !== undefined) return `tells ${leak}`;
  return error && FAULTS.includes(error.code) ? `${error.code}: ${error.message.slice(0, 200)}` : undefined;
}

/** Resident memory of the executors, MB; undefined where it cannot be told. */
function memory(): number | undefined {
  try {
    const pages = world.cloud.executor
      .environments()
      .map(({ pid }) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
    return Math.round((pages.reduce((sum, each) => sum + each, 0) * 4096) / 1e6);
  } catch {
    return undefined;
  }
}

/** What became of the neighbors' occurrences up to a moment: those that were doubled or lost, and how late the runs were, latest first. */
function neighborFaults(ids: readonly string[], from: number, to: number) {
  const runs: { due: number; late: number }[] = [];
  const faults: string[] = [];
  for (const id of ids) {
    const calls = world.app.calls.filter(({ key }) => key.startsWith(`${id}-`));
    for (let due = from; due <= to; due += 1000) {
      const own = calls.filter((each) => each.due === due);
      if (own.length !== 1) faults.push(`${id} at ${due}: ${own.length} calls`);
      runs.push(...own.map(({ at }) => ({ due, late: at - due })));
    }
  }
  return { faults, runs: runs.sort((a, b) => b.late - a.late) };
}

test(`${DISPATCHES} hostile dispatches run to their end, and reach, tell and hold up nothing of others`, async () => {
  const before = await world.kept();
  const neighbors = await startNeighbors();
  const from = Math.ceil(Date.now() / 1000) * 1000 + 2000;
  const hostile = fc.sample(hostileDispatch, { numRuns: DISPATCHES, seed: SEED });
  const faults: string[] = [];
  let warm = from;
  const used: (number | undefined)[] = [];
  let accepted = 0;
  for (let done = 0; done < hostile.length; done += AT_ONCE) {
    if (done <= WARM_UP) warm = Math.ceil(Date.now() / 1000) * 1000;
    if (done % (AT_ONCE * Math.ceil(DISPATCHES / AT_ONCE / 8)) === 0) used.push(memory());
    const some = hostile.slice(done, done + AT_ONCE);
    const made: { id: string; sent: Hostile }[] = [];
    const say = (sent: Hostile, what: string) =>
      faults.push(`${what} for ${sent.namespace} ${JSON.stringify(sent.body).slice(0, 400)}`);
    await inParallel(8, some.length, async (i) => {
      const sent = some[i];
      if (!sent) return;
      const { id, fault } = await dispatch(sent, done + i);
      if (fault !== undefined) say(sent, fault);
      if (id !== undefined) made.push({ id, sent });
    });
    await settle();
    accepted += made.length;
    await inParallel(8, made.length, async (i) => {
      const one = made[i];
      const fault = one && (await faultOf(one.id));
      if (one && fault !== undefined) say(one.sent, fault);
    });
  }
  used.push(memory());
  const to = Math.floor(Date.now() / 1000) * 1000 - 2000;
  const { faults: beside, runs } = neighborFaults(neighbors, from, to);
  const atStart = runs[0]?.late ?? 0;
  const counted = runs.filter(({ due }) => due >= warm);
  const latest = counted[0]?.late ?? 0;
  const whenLate = runs.filter(({ late }) => late > 1000).map(({ due }) => (due - from) / 1000);
  const [middle, end] = [used[Math.ceil(used.length / 2)], used.at(-1)];
  const told = leaked(world.log.join('\n'));
  process.stdout.write(
    `fuzz: ${DISPATCHES} hostile dispatches, ${accepted} run; ${((to - from) / 1000) * NEIGHBORS} runs of neighbors, ` +
      `${counted.length} after ${(warm - from) / 1000} s of warming up, the latest ${latest} ms late, ` +
      `one of a hundred ${counted[Math.floor(counted.length / 100)]?.late} ms or more; with the warming up ${atStart} ms, ` +
      `over 1 s at the seconds ${[...new Set(whenLate)].sort((a, b) => a - b).join(' ')}; MB resident of executors ${used.join(' ')}\n`,
  );
  expect(faults).toEqual([]);
  expect(beside).toEqual([]);
  expect(told).toBeUndefined();
  expect(await world.kept()).toEqual(before);
  // What no test of the suite asserts, as machines are busy: the full run is for a quiet one.
  if (FULL) expect(latest).toBeLessThan(1000);
  if (FULL && middle && end) expect(end / middle).toBeLessThan(1.2);
  expect(accepted).toBeGreaterThan(DISPATCHES / 10);
}, 3_600_000);

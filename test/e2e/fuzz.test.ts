import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { inParallel } from '../../bench/measure.ts';
import type { DispatchOutcome } from '../../contract/dispatch-many.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { ROUTE_KEYS } from '../../lambdas/dispatch/route-keys.ts';
import { checkAnswer } from './checked-api.ts';
import { startWorld } from './world.ts';

/** `npm run fuzz` sends 10 000. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 1500);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const PATIENCE = 10_000;

interface Sent {
  method: string;
  path: string;
  query: Record<string, string>;
  body: Uint8Array | string | undefined;
}

let world: Awaited<ReturnType<typeof startWorld>>;
const made = new Set<string>();

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const DISPATCH = 'POST /v1/{namespace}/dispatch';
const MANY = 'POST /v1/dispatch';
const later = () => Date.now() + 24 * 3_600_000;
const dispatch = () => ({
  product: 'shop',
  env: 'dev',
  app: 'app',
  event: 'ok',
  input: { body: { amount: 5 } },
  retries: 2,
  retryConfig: { initialDelay: 100 },
  schedule: { every: 60_000, start_at: later(), limit: 3 },
});
/** Bodies that are right, for changes to make them wrong. */
const GOOD: Record<string, () => object> = {
  dispatch,
  reschedule: () => ({ cron: '0 9 * * *', tz: 'Europe/Paris', start_at: later() }),
  preview: () => ({ schedule: { cron: '0 9 * * *', tz: 'Europe/Paris', limit: 3 }, count: 3, from: later() }),
  cancel: () => ({ reason: 'fuzz', status: ['failed'], dry_run: true }),
  retry: () => ({ delay: 10, status: 'failed', product: 'shop' }),
  webhooks: () => ({
    url: 'https://example.com/hook',
    events: ['job.failed', 'job.missed'],
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    product: 'shop',
    env: 'dev',
  }),
  bulk: () => ({ status: ['failed', 'cancelled'], env: 'dev', from: '2026-01-01T00:00:00Z' }),
};
const goodBody = (route: string) => {
  if (route === MANY) {
    const item = { namespace: 'actions', ...dispatch() };
    return { product: 'shop', env: 'dev', dispatches: [item, { ...item, idempotency_key: 'fuzz' }, item] };
  }
  const key = route.includes('/bulk/') ? 'bulk' : (route.split('/').at(-1) ?? '');
  return (GOOD[key] ?? (() => ({})))();
};

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '$Now()',
    '$Var(',
    '$Secret{X}',
    '../..',
    'NaN',
    '-1',
    '1e400',
    '__proto__',
    'a'.repeat(5000),
  ),
);
const oddValue = fc.oneof(fc.jsonValue(), oddText, fc.double(), fc.maxSafeInteger(), fc.constant(null));

/** A right body with some of its fields, at any depth, taken away, replaced or added to. */
function changed(body: object): fc.Arbitrary<unknown> {
  const paths = pathsOf(body);
  const change = fc.record({
    path: fc.constantFrom(...paths),
    how: fc.constantFrom('remove', 'replace', 'add'),
    name: oddText,
    value: oddValue,
  });
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const copy: Record<string, unknown> = structuredClone({ ...body });
    for (const { path, how, name, value } of changes) {
      let at: Record<string, unknown> = copy;
      for (const part of path.slice(0, -1)) at = asRecord(at[part]);
      const last = path.at(-1) ?? '';
      if (how === 'remove') delete at[last];
      else if (how === 'replace') at[last] = value;
      else Object.defineProperty(at, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return copy;
  });
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  const inner = Object.entries(value).flatMap(([name, each]) => pathsOf(each, [...path, name]));
  return path.length > 0 ? [path, ...inner] : inner.length > 0 ? inner : [['x']];
}

const deep = '['.repeat(2000) + ']'.repeat(2000);
const request: fc.Arbitrary<Sent> = fc
  .constantFrom(...ROUTE_KEYS, ...Array.from({ length: 8 }, () => DISPATCH), MANY, MANY)
  .chain((route) => {
    const [method = '', path = ''] = route.split(' ');
    const json = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map((value) => JSON.stringify(value) ?? '');
    const body = fc.oneof(
      { weight: 6, arbitrary: json(changed(goodBody(route))) },
      { weight: 2, arbitrary: json(oddValue) },
      { weight: 2, arbitrary: fc.uint8Array({ maxLength: 200 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          deep,
          '{"a":',
          'x'.repeat(300_000),
          JSON.stringify({ a: 'x'.repeat(255_000) }),
        ),
      },
    );
    return fc.record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(method) },
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      ),
      path: fc
        .tuple(
          fc.oneof(fc.constant('JOB'), oddText),
          fc.oneof(
            { weight: 3, arbitrary: fc.constant('actions') },
            fc.constantFrom(...NAMESPACES, 'nothing'),
          ),
          fc.nat(3),
        )
        .map(([id, namespace, scope]) => filled(path, id, namespace, scope)),
      query: fc.dictionary(
        fc.oneof(fc.constantFrom('limit', 'status', 'cursor', 'from', 'offset'), oddText),
        oddText,
        { maxKeys: 3 },
      ),
      body: method === 'GET' ? fc.constant(undefined) : body,
    });
  });

function filled(path: string, id: string, namespace: string, scope: number): string {
  const own = path
    .replace('{id}', () => encodeURIComponent(id.toWellFormed()))
    .replace('{namespace}', namespace);
  return scope === 0 ? own.replace('/v1', '/v1/products/shop/envs/dev') : own;
}

async function send({ method, path, query, body }: Sent): Promise<void> {
  const id = [...made][Math.floor(made.size / 2)] ?? 'job_00000000000000000000000000';
  const url = new URL(world.cloud.url + path.replace('JOB', id));
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(url, {
    method,
    headers,
    signal,
    ...(body !== undefined && method !== 'GET' && { body: body as string }),
  });
  const text = await answer.text();
  if (answer.status >= 500) throw new Error(`${answer.status}: ${text.slice(0, 300)}`);
  const value: unknown = JSON.parse(text);
  const { job_id, results = [] } = asRecord(value) as { job_id?: string; results?: DispatchOutcome[] };
  if (answer.status === 201 && job_id !== undefined) made.add(job_id);
  for (const result of results) {
    if ('job' in result && result.status === 201) made.add(result.job.job_id);
    if (result.status >= 500) throw new Error(`${result.status} within: ${text.slice(0, 300)}`);
  }
  // What the gateway itself answers is not in the document.
  if ('message' in asRecord(value)) return;
  checkAnswer(method, decodeURIComponent(url.pathname), answer.status, value);
}

/** Resident memory of the processes of the API, MB; undefined where it cannot be told. */
function memory(): number | undefined {
  try {
    const pages = world.cloud.dispatch
      .environments()
      .map(({ pid }) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
    return Math.round((pages.reduce((sum, each) => sum + each, 0) * 4096) / 1e6);
  } catch {
    return undefined;
  }
}

test(`${REQUESTS} requests that are right, nearly right or nonsense are answered, none by a fault`, async () => {
  const requests = fc.sample(request, { numRuns: REQUESTS, seed: SEED });
  const faults: string[] = [];
  const used: (number | undefined)[] = [];
  await inParallel(8, requests.length, async (i) => {
    const sent = requests[i];
    if (!sent) return;
    if (i % Math.ceil(REQUESTS / 8) === 0) used.push(memory());
    await send(sent).catch((error: unknown) => {
      const { method, path, query, body } = sent;
      const shown = JSON.stringify({ method, path, query, body: String(body).slice(0, 400) });
      faults.push(`${error instanceof Error ? error.message : error} for ${shown}`);
    });
  });
  used.push(memory());
  process.stdout.write(`fuzz: ${REQUESTS} requests, ${made.size} jobs made, MB resident ${used.join(' ')}\n`);
  expect(faults).toEqual([]);
  const [middle, end] = [used[Math.ceil(used.length / 2)], used.at(-1)];
  // What a process takes for good it has taken by then.
  if (REQUESTS >= 10_000 && middle && end) expect(end / middle).toBeLessThan(1.2);
  const known: string[] = [];
  for await (const { id } of world.ductape.jobs.listAll({ product: null, env: null, limit: 100 }))
    known.push(id);
  expect(known.filter((id) => !made.has(id))).toEqual([]);
  expect(made.size).toBeGreaterThan(0);
}, 600_000);

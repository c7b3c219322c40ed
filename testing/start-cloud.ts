import type { WrittenConfig } from '../contract/config.ts';
import { asRecord } from '../contract/plain-data.ts';
import { moment } from '../core/schedule/moment.ts';
import { unknownName } from '../core/validation/nearest-name.ts';
import { startEmbedded } from './embedded-engine.ts';
import type { Engine, TestClient } from './engine.ts';
import { startMemory } from './memory-engine.ts';
import { type RunFilter, runsOf, type TestRun } from './runs.ts';
import { type Handlers, testConfig, withHandlers } from './test-config.ts';

export type { TestClient } from './engine.ts';
export type { RunFilter, TestRun } from './runs.ts';
export type { Handlers } from './test-config.ts';

/** What a test starts. */
export interface TestCloudOptions {
  /** The config, or the path of its file. */
  config: WrittenConfig | string;
  /** Functions that stand for resources, by `namespace.tag` or by the tag alone: they are called in the process of the test. */
  handlers?: Handlers;
  /** Where the clock begins: Unix ms or ISO 8601. Default: now. */
  at?: number | string;
  /** `memory` (default) is the engine over stores in memory; `embedded` the embedded cloud, whose bundles run in processes of their own. */
  engine?: 'memory' | 'embedded';
  /** Values of the secrets that the config names. */
  secrets?: Record<string, string>;
  /** Whose the client's calls are; default the only one of the config. */
  product?: string;
  env?: string;
}

/** How far time passes. */
export type Advance = { to: number | string } | { ms: number } | 'next';

/** A job scheduler in a test, with a clock that the test moves. */
export interface TestCloud {
  client: TestClient;
  /** Unix ms by its clock. */
  now(): number;
  /**
   * Lets time pass to a moment, by a number of ms, or to the next occurrence or attempt of a job, and runs what is due on the way, each
   * at its time. `{ ms: 0 }` runs what is due now. Resolves when all of it has come to rest, with the time.
   */
  advance(by: Advance): Promise<number>;
  /** The runs that have ended and the occurrences that were skipped, by their occurrences. */
  runs(filter?: RunFilter): Promise<TestRun[]>;
  /** Ends it with everything it started. */
  stop(): Promise<void>;
}

/** Starts a job scheduler for a test. @throws Error listing every mistake of the config, the handlers or the options */
export async function startCloud(options: TestCloudOptions): Promise<TestCloud> {
  mustBeKnown(options);
  const { handlers = {}, secrets = {}, engine: kind = 'memory' } = options;
  const written = await testConfig(options.config);
  const scope = scopeOf(written, options);
  const at = options.at === undefined ? Date.now() : momentOf('at', options.at);
  const { config, functions } = withHandlers(written, handlers, secrets);
  const parts = { config, functions, secrets, at, scope };
  const engine = kind === 'memory' ? await startMemory(parts) : await startEmbedded(parts);
  return {
    client: engine.client,
    now: () => engine.now(),
    async advance(by) {
      await engine.passTo(await goalOf(by, engine));
      return engine.now();
    },
    runs: (filter = {}) => runsOf(engine.client, filter),
    stop: () => engine.stop(),
  };
}

async function goalOf(by: Advance, engine: Engine): Promise<number> {
  if (by === 'next') return await nextOf(engine);
  const { ms, to, ...rest }: { ms?: number; to?: number | string } = typeof by === 'object' ? by : {};
  if ((ms === undefined) === (to === undefined) || Object.keys(rest).length > 0)
    throw new RangeError(`advance: expected { to }, { ms } or 'next'; got ${JSON.stringify(by)}`);
  if (to === undefined) {
    if (Number.isInteger(ms) && Number(ms) >= 0) return momentOf('advance', engine.now() + Number(ms));
    throw new RangeError(`advance: ms must be a whole number of at least 0; got ${ms}`);
  }
  const goal = momentOf('advance', to);
  if (goal >= engine.now()) return goal;
  const [wanted, now] = [goal, engine.now()].map((time) => new Date(time).toISOString());
  throw new RangeError(`advance: ${wanted} has passed; the clock says ${now}`);
}

/** The first moment at which a job has an occurrence or another attempt, Unix ms; now where none has. */
async function nextOf({ client, now }: Engine): Promise<number> {
  const moments: number[] = [];
  for await (const job of client.jobs.listAll({ status: ['scheduled', 'queued'] })) {
    const due = job.next_attempt_at ?? job.next_run_at ?? job.scheduled_at;
    moments.push(Math.max(now(), due));
  }
  return moments.length > 0 ? Math.min(...moments) : now();
}

function momentOf(name: string, given: number | string): number {
  const read = moment.safeParse(given);
  if (read.success) return read.data;
  throw new RangeError(`${name}: expected Unix ms or a moment in ISO 8601; got ${JSON.stringify(given)}`);
}

/** Whose the client's calls are. @throws Error where the config has several and the options name none */
function scopeOf({ products }: WrittenConfig, { product, env }: Pick<TestCloudOptions, 'product' | 'env'>) {
  const scopes = Object.entries(products).flatMap(([name, { envs }]) =>
    Object.keys(envs).map((each) => ({ product: name, env: each })),
  );
  const fit = scopes.filter(
    (each) => [undefined, each.product].includes(product) && [undefined, each.env].includes(env),
  );
  const [only] = fit;
  if (only && fit.length === 1) return only;
  const known = scopes.map((each) => `${each.product} in ${each.env}`).join(', ') || 'none';
  throw new Error(`product and env must name one of the config: ${known}`);
}

const OPTIONS = ['config', 'handlers', 'at', 'engine', 'secrets', 'product', 'env'];
const ENGINES = ['memory', 'embedded'];

/** @throws Error naming an option or an engine that there is not, with the nearest */
function mustBeKnown(options: TestCloudOptions): void {
  for (const name of Object.keys(asRecord(options)))
    if (!OPTIONS.includes(name)) throw new Error(`startCloud: ${unknownName('option', name, OPTIONS)}`);
  const { config, engine = 'memory' } = asRecord(options) as Partial<TestCloudOptions>;
  if (config === undefined) throw new Error('startCloud: config is missing');
  if (!ENGINES.includes(engine)) throw new Error(`startCloud: ${unknownName('engine', engine, ENGINES)}`);
}

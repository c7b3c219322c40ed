import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findProgram } from '../../../bench/programs.ts';
import type { Config } from '../../../contract/config.ts';
import { startCloud } from '../../../local/cloud.ts';
import { Ductape } from '../../../sdk/index.ts';
import type { Engine } from '../../engines/suite-on.ts';
import { startHttpServer } from '../../http-server.ts';
import { until } from '../../until.ts';

/** What would run if a page took data for markup. */
export const HOSTILE = '<img src=x onerror="document.title=666">\u202e\u001b[31m</script>';

/** A browser, an embedded cloud and jobs in each state. */
export interface WebWorld {
  browser: Browser;
  url: string;
  ductape: Ductape<{ transport?: never; endpoint: string; product: string; env: string }>;
  /** Jobs by what they are for. */
  ids: Record<Sample, string>;
  /** Where what jobs and webhooks call is. */
  target: string;
}

const SAMPLES = {
  daily: { event: 'ok', schedule: { cron: '30 2 * * *', tz: 'America/New_York' } },
  often: { event: 'ok', schedule: { every: 1000, limit: 12 } },
  failing: { event: 'fail', schedule: { cron: '0 0 1 1 *' } },
  failed: { event: 'fail' },
  retrying: { event: 'busy', retries: 3, retryConfig: { initialDelay: 2_400_000, maxDelay: 2_400_000 } },
  paused: { event: 'ok', schedule: { every: 3_600_000 } },
  later: { event: 'ok', schedule: { start_at: Date.now() + 1_500_000 } },
  hanging: { event: 'hang', timeout: 29_000, schedule: { cron: '0 0 1 1 *' } },
  hostile: { event: 'hostile' },
} as const;

type Sample = keyof typeof SAMPLES;

const ANSWERS: Record<string, (response: ServerResponse) => unknown> = {
  '/fail': (response) =>
    response
      .writeHead(422, { 'content-type': 'application/json' })
      .end('{"code":"CARD_DECLINED","message":"no funds"}'),
  '/busy': (response) => response.writeHead(503).end('busy'),
  '/hang': () => undefined,
  '/gone': (response) => response.writeHead(410).end(),
  // What may have this key is an answer: no dispatch may.
  '/deep': (response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(`{"__proto__":{"polluted":${JSON.stringify(HOSTILE)}}}`),
  '/long': (response) =>
    response
      .writeHead(422, { 'content-type': 'application/json' })
      .end(JSON.stringify({ message: 'W'.repeat(1900) })),
  '/hostile': (response) =>
    response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ message: HOSTILE })),
};

/** Chromium, or why there is none; with a cloud that the page of is shown. */
export async function startWebWorld(): Promise<Engine<WebWorld>> {
  const executablePath = findProgram('chromium') ?? findProgram('google-chrome');
  if (executablePath === undefined) return { missing: 'there is no chromium: apt-get install chromium' };
  const server = await startHttpServer((request, response) => {
    const answer = ANSWERS[request.url];
    if (answer) return answer(response);
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}');
  });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'web-'));
  const cloud = await startCloud({ config: configOf(server.endpoint), dataDirectory });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const ductape = new Ductape({ endpoint: cloud.url, product: 'shop', env: 'dev' });
  const world: WebWorld = {
    browser,
    url: cloud.url,
    ductape,
    ids: await seed(ductape),
    target: server.endpoint,
  };
  return {
    engine: world,
    stop: async () => {
      await browser.close();
      await cloud.stop();
      await server.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function seed(ductape: WebWorld['ductape']): Promise<WebWorld['ids']> {
  const input = { body: { order: 17, note: HOSTILE, big: 'x'.repeat(20_000) } };
  const entries: [string, string][] = [];
  for (const [name, { event, ...rest }] of Object.entries(SAMPLES)) {
    const { job_id } = await ductape.actions.dispatch({ app: 'payments', event, input, ...rest });
    entries.push([name, job_id]);
  }
  const ids = Object.fromEntries(entries) as WebWorld['ids'];
  await ductape.jobs.pause(ids.paused);
  await ductape.schedules.upsert('nightly-report', {
    namespace: 'actions',
    app: 'payments',
    event: 'ok',
    input: {},
    schedule: { cron: '0 3 * * 1-5', tz: 'Europe/Berlin' },
  });
  for (const url of ['https://example.com/jobs', 'https://hooks.example.org/a/long/path?with=a&query=in-it'])
    await ductape.jobs.setWebhook({
      url,
      events: ['job.failed', 'job.completed'],
      secret: 'a secret of the test',
    });
  for (let run = 1; run <= 2; run += 1) {
    await ductape.jobs.trigger(ids.failing);
    await until(
      `failed run ${run}`,
      async () => (await ductape.jobs.get(ids.failing)).consecutive_failures === run,
    );
  }
  await ductape.jobs.trigger(ids.hanging);
  await until('the failed job', async () => (await ductape.jobs.get(ids.hostile)).status === 'failed');
  await until('runs', async () => (await ductape.jobs.get(ids.often)).status === 'completed', 30_000);
  return ids;
}

function configOf(baseUrl: string): Config {
  const events = Object.fromEntries(
    ['ok', 'fail', 'busy', 'hang', 'hostile', 'deep', 'long'].map((name) => [
      name,
      { method: 'POST', path: `/${name}` } as const,
    ]),
  );
  const dev = { actions: { payments: { provider: 'http', baseUrl, events } } } as const;
  const maintenance = [{ cron: '0 3 29 2 *', duration: 3_600_000, reason: 'the leap day' }];
  return { products: { shop: { envs: { dev, stg: { ...dev, maintenance } } } } };
}

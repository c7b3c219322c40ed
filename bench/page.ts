import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Config } from '../contract/config.ts';
import { startCloud } from '../local/cloud.ts';
import { Ductape } from '../sdk/index.ts';
import { percentile } from './measure.ts';
import { fill } from './page/fill.ts';
import { takeFigures } from './page/looks.ts';
import { findProgram, freePort } from './programs.ts';

/** `npm run bench:page -- JOBS`: how long the dashboard takes in Chromium, over an embedded cloud with that number of jobs. */
const [jobs = 100_000] = process.argv.slice(2).map(Number);

const SCREENS = join(import.meta.dirname, '..', '.ductape', 'screenshots');

const say = (line: string) => void process.stdout.write(`${line}\n`);

const executablePath = findProgram('chromium') ?? findProgram('google-chrome');
if (executablePath === undefined) throw new Error('there is no chromium: apt-get install chromium');

/** Does what is asked of it, but for `/fail`. */
const target = createServer((request, response) => {
  request.resume();
  if (request.url !== '/fail') response.writeHead(204).end();
  else response.writeHead(422, { 'content-type': 'application/json' }).end('{"code":"REFUSED"}');
});
const port = await freePort();
target.listen(port, '127.0.0.1');

const events = { hit: { method: 'POST', path: '/hit' }, fail: { method: 'POST', path: '/fail' } } as const;
const app = { provider: 'http', baseUrl: `http://127.0.0.1:${port}`, events } as const;
const config: Config = { products: { bench: { envs: { dev: { actions: { target: app } } } } } };
const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-page-'));
const cloud = await startCloud({ config, dataDirectory });
try {
  const ductape = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });
  const filled = await fill(ductape, jobs, say);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  mkdirSync(SCREENS, { recursive: true });
  const figures = await takeFigures(browser, cloud.url, filled, (page, name) =>
    page.screenshot({ path: join(SCREENS, `bench-${name.replace(' ', '-')}.png`) }),
  );
  await browser.close();
  const round = (value: number) => Math.round(value);
  console.table(
    Object.fromEntries(
      figures.map(({ name, wish, takes }) => [
        name,
        {
          'p50, ms': round(percentile(takes, 50)),
          'max, ms': round(Math.max(...takes)),
          'at most, ms': wish,
        },
      ]),
    ),
  );
} finally {
  await cloud.stop();
  target.closeAllConnections();
  target.close();
  await rm(dataDirectory, { recursive: true, force: true });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { chromium } from 'playwright-core';
import { findProgram } from '../../../bench/programs.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../../local/names.ts';
import { Ductape } from '../../../sdk/index.ts';
import { type Engine, suiteOn } from '../../engines/suite-on.ts';
import { startHttpServer } from '../../http-server.ts';
import { until } from '../../until.ts';
import { LOOKS, type Look, overflowOf, screenshot, violationsOf, withPage } from './driver.ts';

/** Some hours before the clocks go forward in New York. */
const START = '2027-03-14T00:00:00Z';
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** An embedded cloud whose clock stands in 2027, and a browser. */
async function startTravel() {
  const executablePath = findProgram('chromium') ?? findProgram('google-chrome');
  if (executablePath === undefined) return { missing: 'there is no chromium: apt-get install chromium' };
  const server = await startHttpServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}'),
  );
  const events = { ok: { method: 'POST', path: '/ok' } } as const;
  const dev = { actions: { app: { provider: 'http', baseUrl: server.endpoint, events } } } as const;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'web-travel-'));
  const config = { products: { shop: { envs: { dev } } } };
  const cloud = await startCloud({ config, dataDirectory, clock: { speed: 1, at: Date.parse(START) } });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const ductape = new Ductape({ endpoint: cloud.url, product: 'shop', env: 'dev' });
  const engine = { browser, url: cloud.url, ductape, cloud };
  const stop = async () => {
    await browser.close();
    await cloud.stop();
    await server.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { engine, stop } satisfies Engine<typeof engine>;
}

/** Takes every wake-up that waits out of its queue. */
async function purge({ endpoints, names }: Cloud): Promise<void> {
  const sqs = new SQSClient({
    endpoint: endpoints.messaging,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
  });
  await sqs.send(new PurgeQueueCommand({ QueueUrl: names.queue }));
  sqs.destroy();
}

await suiteOn(
  'the clock of an embedded cloud in its dashboard',
  startTravel,
  ({ ductape, cloud, ...world }) => {
    const bar = 'section.clock';

    test('goes to the next moment that a job is due at, over a change of the clocks, and the job runs', async () => {
      const { job_id: id } = await ductape.actions.dispatch({
        app: 'app',
        event: 'ok',
        input: {},
        schedule: { cron: '0 2 * * *', tz: 'America/New_York' },
      });
      await withPage(world, 'light', async ({ page, complaints }) => {
        await page.goto(`/jobs/${id}`);
        await page.locator(bar).getByText('14 Mar 2027').waitFor();
        await page.getByRole('button', { name: 'Next due moment' }).click();
        await until('its run', async () => (await ductape.jobs.get(id)).execution_count === 1);
        expect(cloud.now()).toBeGreaterThanOrEqual(Date.parse('2027-03-14T07:00:00Z'));
        await page.locator(bar).getByText('08:00:').waitFor();
        expect(complaints).toEqual([]);
      });
    });

    test.each(['/', '/stats', '/problems?span=24h'])(
      'is what the first figures go by, however %s is opened',
      async (path) => {
        await withPage(world, 'light', async ({ page, requests }) => {
          await page.goto(path);
          const asked = () =>
            requests.map((url) => Number(new URL(url).searchParams.get('from'))).filter((from) => from > 0);
          await until('a read by time', () => asked().length > 0);
          for (const from of asked()) expect(from).toBeGreaterThan(cloud.now() - 8 * DAY);
        });
      },
    );

    test('goes to a date, forward only, and says what does not move', async () => {
      await withPage(world, 'light', async ({ page }) => {
        await page.goto('/');
        await page.getByRole('button', { name: 'To a date…' }).click();
        const dialog = page.getByRole('dialog');
        const button = dialog.getByRole('button', { name: 'Move it' });
        await dialog.getByLabel('To, by Paris time').fill('2027-03-01T00:00');
        expect(await button.isDisabled()).toBe(true);
        await dialog.getByText('it never goes back').waitFor();
        await dialog.getByLabel('To, by Paris time').fill('2027-03-15T12:00');
        await dialog.getByText('What does not move with it').click();
        await dialog.getByText(/certificates of TLS/).waitFor();
        await screenshot(page, 'dialog-clock-light');
        expect(await violationsOf(page)).toEqual([]);
        await button.click();
        await dialog.waitFor({ state: 'detached' });
        await page
          .locator(bar)
          .getByText(/15 Mar 2027, 12:/)
          .waitFor({ timeout: 80_000 });
        expect(cloud.now()).toBeGreaterThanOrEqual(Date.parse('2027-03-15T11:00:00Z'));
        const { jobs } = await ductape.jobs.list();
        expect(jobs[0]?.execution_count).toBe(2);
      });
    }, 120_000);

    test('shows what a change of the clocks will do, and what passed in a pause as one row with its reason', async () => {
      const dispatch = async (schedule: object) => {
        const job = { app: 'app', event: 'ok', input: {}, schedule } as const;
        return (await ductape.actions.dispatch(job)).job_id;
      };
      const id = await dispatch({ cron: '0 * * * *', tz: 'UTC' });
      await ductape.jobs.pause(id, { reason: 'the disk is full' });
      const body = JSON.stringify({ to: new Date(cloud.now() + 5 * HOUR).toISOString() });
      const headers = { 'content-type': 'application/json' };
      await fetch(`${world.url}/_clock/advance`, { method: 'POST', headers, body });
      await ductape.jobs.resume(id);
      await withPage(world, 'light', async ({ page }) => {
        await page.goto(`/jobs/${id}`);
        const row = page.locator('table.history tbody tr', {
          hasText: 'the job was paused: the disk is full',
        });
        await row.getByText('5×').waitFor();
        expect(await page.locator('svg title', { hasText: '5 times: Skipped' }).count()).toBe(5);
        await screenshot(page, 'job-paused-history-light');
        await row.getByRole('link').first().click();
        await page.locator('dialog.drawer dt', { hasText: 'Paused by' }).waitFor();
        await screenshot(page, 'drawer-paused-light');
        const autumn = await dispatch({ cron: '30 1 * * *', tz: 'America/New_York' });
        await page.goto(`/jobs/${autumn}`);
        await page.getByText('DST_OVERLAP').waitFor();
        await page.getByRole('table', { name: 'Next runs' }).waitFor();
        await page.locator('.year, svg').first().waitFor();
        await screenshot(page, 'job-dst-light');
        expect(await violationsOf(page)).toEqual([]);
      });
    });

    test('a job whose wake-up was lost is overdue, and once it has run it is said that it was sent again', async () => {
      const { job_id: id } = await ductape.actions.dispatch({
        app: 'app',
        event: 'ok',
        input: {},
        schedule: { start_at: cloud.now() + 60_000 },
      });
      await purge(cloud);
      await withPage(world, 'light', async ({ page }) => {
        await page.goto('/');
        await cloud.clock?.advanceTo(cloud.now() + 4 * 60_000);
        const row = page.locator('.remedies li', { has: page.locator(`a[href^="/jobs/${id}"]`) });
        await row.getByText('Overdue').waitFor();
        await row.getByText(/min.* ago/).waitFor();
        await cloud.clock?.advanceTo(cloud.now() + HOUR);
        await until('its run', async () => (await ductape.jobs.get(id)).status === 'completed', 20_000);
        await page.goto(`/jobs/${id}`);
        await page.locator('dt', { hasText: 'Wake-up lost' }).waitFor();
        await page.getByRole('link', { name: 'Run 1 in full' }).click();
        await page.locator('dialog.drawer').getByText('sent again').waitFor();
        expect(await page.locator('.late').count()).toBe(1);
      });
    });

    test('is not moved beyond a year, and says why', async () => {
      const before = cloud.now();
      await withPage(world, 'light', async ({ page }) => {
        await page.goto('/');
        await page.getByRole('button', { name: 'To a date…' }).click();
        await page.getByLabel('To, by Paris time').fill('2030-01-01T00:00');
        await page.getByRole('button', { name: 'Move it' }).click();
        await page.getByRole('alert').getByText('at most a year').waitFor();
      });
      expect(cloud.now() - before).toBeLessThan(DAY);
    });

    test.each(Object.keys(LOOKS) as Look[])('is on every view, and fits, in the look %s', async (look) => {
      await withPage(world, look, async ({ page, complaints }) => {
        await page.goto('/jobs');
        await page.locator(bar).waitFor();
        await page.locator('.loading').first().waitFor({ state: 'detached' });
        await screenshot(page, `clock-${look}`);
        expect(await overflowOf(page)).toBeLessThanOrEqual(0);
        expect(await violationsOf(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    });
  },
);

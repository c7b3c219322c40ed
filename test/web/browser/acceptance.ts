import type { Page } from 'playwright-core';
import { until } from '../../until.ts';
import { overflowOf, screenshot, violationsOf, withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

const WAYS = ['/', '/jobs', '/problems', '/stats', '/changes', '/webhooks', '/preview', '/pauses'];

/** How much has moved in the page since it was told to watch, as the browser scores it. */
const WATCH = `globalThis.shifts = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) globalThis.shifts += each.value; }).observe({ type: 'layout-shift' });`;

const isShown = async (page: Page) => {
  await page.locator('main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
};

/** What people do with a dashboard, from one end to the other. */
export function defineAcceptance(world: WebWorld): void {
  const { ductape, ids, browser } = world;
  const dispatch = async (event: string, rest: object = {}) =>
    (await ductape.actions.dispatch({ app: 'payments', event, input: {}, ...rest })).job_id;
  const rowOf = (page: Page, id: string) =>
    page.locator('.remedies li', { has: page.locator(`a[href^="/jobs/${id}"]`) });
  const historyOf = async (id: string) => (await ductape.jobs.getHistory(id)).executions;

  test.each([360, 720, 1200, 1440])('no view is wider than a window of %d pixels', async (width) => {
    await withPage(world, 'light', async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      for (const way of [...WAYS, `/jobs/${ids.daily}`, `/jobs/${ids.often}`]) {
        await page.goto(way);
        await isShown(page);
        expect([way, Math.max(0, await overflowOf(page))]).toEqual([way, 0]);
      }
    });
  });

  test('nothing moves once a view is there', async () => {
    await withPage(world, 'light', async ({ page }) => {
      for (const way of ['/', '/jobs', `/jobs/${ids.often}`]) {
        await page.goto(way);
        await isShown(page);
        await page.waitForTimeout(500);
        await page.evaluate(WATCH);
        await page.waitForTimeout(4000);
        expect([way, await page.evaluate('globalThis.shifts')]).toEqual([way, 0]);
      }
    });
  });

  test('figures stand on one line each, and a job without runs has its input where they will be', async () => {
    const id = await dispatch('ok', { schedule: { start_at: Date.now() + 9_000_000 } });
    await withPage(world, 'light', async ({ page }) => {
      await page.setViewportSize({ width: 1200, height: 900 });
      await page.goto('/');
      await page.locator('.tiles dd').first().waitFor();
      const heights = await page.evaluate(
        "[...document.querySelectorAll('.tiles dd')].map((each) => each.clientHeight)",
      );
      await screenshot(page, 'now-1200');
      // Two lines are 56 pixels.
      expect((heights as number[]).filter((height) => height > 40)).toEqual([]);
      await page.goto(`/jobs/${id}`);
      await isShown(page);
      const left = page.locator('.jobgrid > div').first();
      await left.getByRole('heading', { name: 'Input' }).waitFor();
      await screenshot(page, 'job-without-runs-1200');
    });
  });

  test('a job that fails is on Now with its error and a button, and runs again by it', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/');
      await page.getByText('What runs next').waitFor();
      const id = await dispatch('fail');
      const row = rowOf(page, id);
      await row.getByText(/^CARD_DECLINED: .*no funds (now|\d+ s ago)$/).waitFor();
      // The run is told of a moment after its job.
      await page.locator('.remedies li').first().locator(`a[href^="/jobs/${id}?run="]`).waitFor();
      await screenshot(page, 'now-remedy-light');
      expect(await violationsOf(page)).toEqual([]);
      await row.getByRole('button', { name: 'Retry payments:fail' }).click();
      await page.getByRole('dialog').getByLabel('Reason').fill('once more');
      await page.getByRole('dialog').getByRole('button', { name: 'Retry', exact: true }).click();
      await until('its second run', async () => (await ductape.jobs.get(id)).execution_count === 2);
    });
  });

  test('an occurrence that was skipped says which run it met, with a way to it', async () => {
    const id = await dispatch('hang', { timeout: 6000, schedule: { every: 1000, limit: 2 } });
    await until(
      'a skip',
      async () => (await historyOf(id)).some(({ reason }) => reason === 'overlap'),
      20_000,
    );
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      const history = page.locator('table.history');
      await history.getByText('overlap, run 1 was still going').first().waitFor();
      const link = history.getByRole('link', { name: 'run 1', exact: true }).first();
      await link.waitFor({ timeout: 30_000 });
      await link.click();
      await page.locator('tr:target').getByText('Run 1 in full').waitFor();
      await screenshot(page, 'job-overlap-light');
    });
    await ductape.jobs.cancel(id);
  });

  test('what is paused in one browser is said in another, holds, and ends by itself', async () => {
    const scope = { product: 'shop', env: 'stg' };
    const often = await dispatch('ok', { env: 'stg', schedule: { every: 1000 } });
    const paused = await dispatch('ok', { env: 'stg', schedule: { every: 1000 } });
    await ductape.jobs.pause(paused);
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/jobs?in=shop%2Fstg');
      await isShown(page);
      await ductape.jobs.pauseAll({ ...scope, reason: 'of the acceptance', until: Date.now() + 12_000 });
      await page.getByRole('region', { name: 'What is paused' }).getByText('of the acceptance').waitFor();
      await page.waitForTimeout(2500);
      const { execution_count: runs } = await ductape.jobs.get(often);
      await ductape.jobs.trigger(often);
      await until(
        'the triggered run',
        async () => (await ductape.jobs.get(often)).execution_count === runs + 1,
      );
      await page
        .getByRole('region', { name: 'What is paused' })
        .waitFor({ state: 'detached', timeout: 30_000 });
      await until('runs', async () => (await ductape.jobs.get(often)).execution_count > runs + 1, 20_000);
      expect((await ductape.jobs.get(paused)).status).toBe('paused');
      const held = (await historyOf(often)).filter(({ reason }) => reason === 'paused');
      expect(held[0]?.detail).toBe('of the acceptance');
      await page.goto(`/jobs/${often}`);
      await page
        .locator('table.history')
        .getByText('the job was paused: of the acceptance')
        .first()
        .waitFor();
      await screenshot(page, 'job-held-history-light');
    });
    for (const id of [often, paused]) await ductape.jobs.cancel(id);
  });

  test('many failed jobs are tried again by their error, at a rate, also when the page is closed', async () => {
    const failed = await Promise.all([1, 2, 3].map(() => dispatch('hostile', { env: 'stg' })));
    for (const id of failed)
      await until('failures', async () => (await ductape.jobs.get(id)).status === 'failed', 20_000);
    const code = (await ductape.jobs.get(failed[0] ?? '')).last_error?.code ?? '';
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs?in=shop%2Fstg&error=${code}`);
      await page.getByText('All that match…').click();
      await page.getByRole('button', { name: 'Retry…' }).click();
      const button = page.getByRole('button', { name: 'Retry 3 jobs' });
      await button.waitFor();
      await page.getByLabel('Jobs that begin in a second').fill('1');
      await page.getByLabel('Reason').fill('a new key');
      const answered = page.waitForResponse((response) => response.url().endsWith('/v1/jobs/bulk/retry'));
      await button.click();
      const { id } = (await (await answered).json()) as { id: string };
      await page.close();
      await withPage(world, 'light', async ({ page: later }) => {
        await later.goto(`/bulk/${id}`);
        await later.getByText('3 tried again').waitFor();
      });
    });
    for (const id of failed)
      await until('second runs', async () => (await ductape.jobs.get(id)).execution_count === 2, 20_000);
  });

  test('a name is found by its beginning, and what is not there says what was asked', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/');
      const find = page.getByRole('textbox', { name: 'Find a job by its id, name or target' });
      await find.fill('nightly');
      await find.press('Enter');
      await page.locator('tbody').getByText('nightly-report').waitFor();
      await find.fill('no such thing');
      await find.press('Enter');
      await page.getByText('There are no jobs that begin with no such thing.').waitFor();
    });
  });

  test('a schedule is changed and the change undone by keys alone, with the focus to be seen', async () => {
    const id = await dispatch('ok', { schedule: { cron: '0 8 * * *', tz: 'Europe/Paris' } });
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      await page.getByRole('table', { name: 'Next runs' }).waitFor();
      const focus = async (name: string) => {
        for (let tabs = 0; tabs < 60; tabs += 1) {
          await page.keyboard.press('Tab');
          const [label, outline] = (await page.evaluate(
            "[document.activeElement.getAttribute('aria-label') ?? document.activeElement.name ?? '', getComputedStyle(document.activeElement).outlineStyle, document.activeElement.textContent]",
          )) as [string, string];
          const text = String(await page.evaluate('document.activeElement.textContent'));
          if (label !== name && text !== name) continue;
          expect([name, outline]).toEqual([name, 'solid']);
          return;
        }
        throw new Error(`${name} is not reached`);
      };
      await focus('Reschedule…');
      await page.keyboard.press('Enter');
      await page.getByRole('table', { name: 'As it is' }).waitFor();
      await page.getByRole('textbox', { name: 'Cron' }).focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('0 9 * * *');
      await page.getByText('At 09:00').first().waitFor();
      await focus('Change the schedule');
      await page.keyboard.press('Enter');
      await page.getByText('0 9 * * * · Europe/Paris').waitFor();
      await page.getByText('rescheduled').first().waitFor();
      await focus('Undo…');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByText('It has the schedule of before again').waitFor();
      await focus('Undo it');
      await page.keyboard.press('Enter');
      await page.getByText('0 8 * * * · Europe/Paris').waitFor();
      await page.getByText('undid: rescheduled').waitFor();
    });
  });

  test('shapes are there without colours, nothing moves where that is asked for, and half the room is enough', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
      for (const [name, way] of [
        ['jobs', '/jobs'],
        ['job', `/jobs/${ids.failing}`],
        ['now', '/'],
      ] as const) {
        await page.goto(way);
        await isShown(page);
        await screenshot(page, `${name}-forced-colors`);
        const moving = await page.evaluate(
          "[...document.querySelectorAll('*')].filter((each) => { const { transitionDuration: a, animationName: b } = getComputedStyle(each); return b !== 'none' || !/^0s(, 0s)*$/.test(a); }).map((each) => each.className)",
        );
        expect(moving).toEqual([]);
      }
      await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
      // 200 % of a window of 1440 pixels.
      await page.setViewportSize({ width: 720, height: 450 });
      await page.goto(`/jobs/${ids.daily}`);
      await page.getByRole('button', { name: 'Reschedule…' }).click();
      await page.getByRole('table', { name: 'As changed' }).waitFor();
      await page.getByRole('button', { name: 'Back' }).click();
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    });
  });

  test.each(['Asia/Kolkata', 'UTC'])(
    'the zone of a schedule leads in a browser in %s, whose clock may be wrong',
    async (timezoneId) => {
      const at = Date.now() + 30 * 60_000 + 30_000;
      const id = await dispatch('ok', { schedule: { start_at: at } });
      const context = await browser.newContext({ baseURL: world.url, timezoneId, locale: 'en-GB' });
      try {
        await context.addInitScript('const real = Date.now; Date.now = () => real.call(Date) + 600_000;');
        const page = await context.newPage();
        await page.goto(`/jobs/${ids.daily}`);
        const table = page.getByRole('table', { name: 'Next runs' });
        await table.waitFor();
        await screenshot(page, `job-in-${timezoneId.replace('/', '-')}`);
        expect(await table.locator('th').first().textContent()).toContain('New York');
        expect(await table.locator('time').first().getAttribute('title')).toMatch(/-0[45]:00 · .*Z · \d+ ms/);
        await page.goto(`/jobs/${id}`);
        await page
          .locator('.sentence')
          .getByText(/in (29|30) min/)
          .waitFor();
      } finally {
        await context.close();
      }
    },
  );
}

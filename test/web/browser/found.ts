import { withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

/** What hostile and new readers of the dashboard met once. */
export function defineFound(world: WebWorld): void {
  const { ductape } = world;
  const inAnHour = { start_at: Date.now() + 3_600_000 };
  const dispatch = async (schedule: object, event = 'ok') =>
    (await ductape.actions.dispatch({ app: 'payments', event, input: {}, env: 'stg', schedule })).job_id;

  test('the next times of a paused job are those that it would have', async () => {
    const id = await dispatch({ cron: '0 8 * * *', tz: 'Europe/Paris' });
    await ductape.jobs.pause(id);
    await withPage(world, 'light', async ({ page, complaints }) => {
      await page.goto(`/jobs/${id}`);
      const panel = page.locator('section.panel', { hasText: 'if it were resumed now' });
      await panel.locator('tbody tr').nth(9).waitFor();
      expect(await panel.getByText('No run follows.').count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  });

  test.each(['light', 'narrow'] as const)(
    'no row of a list moves when jobs come to match: %s',
    async (look) => {
      for (let each = 0; each < 3; each += 1) await dispatch(inAnHour, 'deep');
      await withPage(world, look, async ({ page }) => {
        await page.goto('/jobs?in=shop%2Fstg&target=payments%3Adeep&status=scheduled');
        const row = page.locator('tbody tr').nth(2);
        await row.waitFor();
        const before = await row.boundingBox();
        await dispatch(inAnHour, 'deep');
        await page.locator('[data-newer]').waitFor();
        expect(await row.boundingBox()).toEqual(before);
      });
    },
  );

  test('a list of jobs that are rare is looked through as far as is asked for', async () => {
    await withPage(world, 'light', async ({ page }) => {
      let pages = 0;
      await page.route(/\/v1\/jobs\?.*target=payments%3Arare/, async (route) => {
        pages += 1;
        await route.fulfill({ json: pages < 4 ? { jobs: [], cursor: `page-${pages}` } : { jobs: [] } });
      });
      await page.goto('/jobs?target=payments%3Arare');
      await page.getByText('There are no jobs that call payments:rare among the newest;').waitFor();
      await page.getByRole('button', { name: 'Look further' }).click();
      await page.getByText('There are no jobs that call payments:rare.').waitFor();
      expect(pages).toBe(4);
    });
  });

  test('the focus stays beside what asked for a command that it does away with', async () => {
    const id = await dispatch({ cron: '0 0 1 1 *' });
    await withPage(world, 'light', async ({ page }) => {
      const focused = async () => String(await page.evaluate('document.activeElement.textContent'));
      await page.goto(`/jobs/${id}`);
      await page.getByRole('button', { name: 'Pause…' }).waitFor();
      await page.keyboard.press('p');
      await page.getByRole('dialog').getByLabel('Reason').and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.acts button:focus', { hasText: 'Resume…' }).waitFor();
      await page.locator('h1 + .chip', { hasText: 'Paused' }).waitFor();
      expect(await focused()).toBe('Resume…');
      // A reschedule begins with the schedule, not with its reason.
      await page.keyboard.press('e');
      await page.getByRole('dialog').locator('input[name="cron"]:focus').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const undo = page.getByRole('button', { name: 'Undo…' }).first();
      await undo.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      // The first thing in it takes the reason, and Enter does it.
      await page.keyboard.press('Enter');
      await page.locator('h1 + .chip', { hasText: 'Scheduled' }).waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.locator('main :focus').waitFor();
    });
  });

  test('what is undone says so in the list of all changes, and cannot be undone again', async () => {
    const id = await dispatch({ cron: '0 0 1 1 *' });
    await ductape.jobs.pause(id);
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/changes?in=shop%2Fstg');
      const ofJob = page.locator('ul.changes > li', { has: page.locator(`a[href^="/jobs/${id}"]`) });
      const paused = ofJob.filter({ hasText: 'paused' });
      await paused.first().getByRole('button', { name: 'Undo…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Undo it' }).click();
      await paused.getByText('It was undone.').waitFor();
      expect(
        await paused.filter({ hasText: 'It was undone.' }).getByRole('button', { name: 'Undo…' }).count(),
      ).toBe(0);
    });
  });

  test('clicks that come before the page is drawn anew do a command once', async () => {
    const id = await dispatch({ cron: '0 0 1 1 *' });
    await withPage(world, 'light', async ({ page, requests }) => {
      await page.goto(`/jobs/${id}`);
      await page.getByRole('button', { name: 'Run now…' }).click();
      const button = page.getByRole('dialog').getByRole('button', { name: 'Run now', exact: true });
      await button.evaluate((element: { click(): void }) => {
        for (let click = 0; click < 3; click += 1) element.click();
      });
      await page.getByText('Run 1 in full').waitFor();
      expect(requests.filter((url) => url.endsWith('/trigger'))).toHaveLength(1);
      expect((await ductape.jobs.get(id)).execution_count).toBe(1);
    });
  });

  test('what is typed stays while the page is drawn anew, and a scope that is not there is not paused', async () => {
    await withPage(world, 'light', async ({ page, requests }) => {
      await page.goto('/jobs');
      await page.locator('tbody tr').first().waitFor();
      const fields = [page.locator('input[name="in"]'), page.getByLabel('Begins with')];
      await page.getByRole('button', { name: 'Pause all' }).click();
      const dialog = page.getByRole('dialog');
      const where = dialog.getByLabel('Product and env');
      await where.pressSequentially('shop/de', { delay: 300 });
      expect(await where.inputValue()).toBe('shop/de');
      await dialog.getByText('There is no such product and env').waitFor();
      await dialog.getByLabel('Reason').fill('a scope that is not there');
      expect(await dialog.getByRole('button', { name: /^Pause all/ }).isDisabled()).toBe(true);
      await where.fill('shop/dev');
      await dialog.getByRole('button', { name: 'Pause all of shop/dev' }).waitFor();
      await dialog.getByRole('button', { name: 'Back' }).click();
      for (const field of fields) {
        await field.pressSequentially('shop', { delay: 600 });
        expect(await field.inputValue()).toBe('shop');
        await field.fill('');
      }
      expect(requests.filter((url) => url.endsWith('/pause-all'))).toEqual([]);
    });
  });

  test('a schedule is not ended by an emptied cron alone, and says that an interval goes before a cron', async () => {
    const id = await dispatch({ cron: '0 0 1 1 *' });
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      await page.getByRole('button', { name: 'Reschedule…' }).click();
      const dialog = page.getByRole('dialog');
      const confirm = dialog.getByRole('button', { name: 'Change the schedule', exact: true });
      await dialog.getByLabel('Cron').fill('');
      await dialog.getByText('it needs a start').waitFor();
      expect(await confirm.isDisabled()).toBe(true);
      await dialog.getByLabel('Every').fill('2 h');
      await dialog.getByText('it needs a start').waitFor({ state: 'detached' });
      await dialog.getByLabel('Cron').fill('0 1 1 1 *');
      await dialog.getByText('the cron is not used').waitFor();
    });
  });

  test('a filter that can be none shows no jobs, and a rate that is none does not retry at once', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/jobs?status=zzz');
      await page.getByText('This is not valid').waitFor();
      expect(await page.locator('tbody tr').count()).toBe(0);
      await page.goto('/jobs?status=failed');
      await page.locator('tbody tr').first().waitFor();
      await page.getByText('All that match…').click();
      await page.locator('[data-all]').getByRole('button', { name: 'Retry…' }).click();
      const dialog = page.getByRole('dialog');
      const confirm = dialog.getByRole('button', { name: /^Retry \d/ });
      await confirm.waitFor();
      const rate = dialog.getByLabel('Jobs that begin in a second');
      for (const wrong of ['abc', '-1', '0', '1e9']) {
        await rate.fill(wrong);
        await dialog.getByText('A number from 0.001 to 1000 is expected.').waitFor();
        expect(await confirm.isDisabled()).toBe(true);
      }
      await rate.fill('0.5');
      expect(await confirm.isDisabled()).toBe(false);
    });
  });

  test('a page that met answers that say nothing comes back by itself', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.route('**/v1/**', (route) => route.fulfill({ json: {} }));
      await page.goto('/stats');
      await page.getByText('This could not be read').first().waitFor();
      await page.unroute('**/v1/**');
      await page.locator('dl.tiles dd').first().waitFor();
    });
  });

  test('what is typed is sent as it is, also where it is digits', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/preview?cron=5');
      await page.getByText('got 1').waitFor();
      expect(await page.getByText('expected string').count()).toBe(0);
    });
  });

  test('what can never be is not tried again, and says so', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/jobs/zzz');
      await page.getByText('The API does not take what is asked for.').waitFor();
      expect(await page.getByText('It is tried again by itself.').count()).toBe(0);
    });
  });

  test('an error without blanks is broken, and leaves the other columns on the page', async () => {
    const id = await dispatch({ start_at: Date.now() }, 'long');
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      await page.locator('table.history tbody tr').first().waitFor();
      const widths =
        'document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth';
      expect(await page.evaluate(widths)).toBeLessThanOrEqual(0);
    });
  });
}

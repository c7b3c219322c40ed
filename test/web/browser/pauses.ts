import { until } from '../../until.ts';
import { LOOKS, type Look, overflowOf, screenshot, violationsOf, withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

const HERE = '?in=shop%2Fstg';

/** Pausing everything of a scope, what every page says of it, and its end. */
export function definePauses(world: WebWorld): void {
  const { ductape } = world;
  const holds = async () => (await ductape.jobs.listHolds({ env: 'stg' })).holds;

  test('all of a product and env is paused with a reason, which every page says, and resumed', async () => {
    const schedule = { start_at: Date.now() + 9_000_000 };
    const later = { app: 'payments', event: 'ok', env: 'stg', input: {}, schedule } as const;
    const { job_id: id } = await ductape.actions.dispatch(later);
    await withPage(world, 'light', async ({ page, complaints }) => {
      await page.goto(`/stats${HERE}`);
      await page.getByRole('button', { name: 'Pause all' }).click();
      const dialog = page.getByRole('dialog', { name: 'Pause all of shop/stg?' });
      await dialog.getByText(/[1-9]\d* jobs? (is|are) scheduled or queued/).waitFor();
      const confirm = dialog.getByRole('button', { name: 'Pause all of shop/stg' });
      expect(await confirm.isDisabled()).toBe(true);
      expect(await page.evaluate('document.activeElement.name')).toBe('reason');
      await page.keyboard.type('database <b>move</b>');
      await dialog.getByLabel('at a time').check();
      expect(await confirm.isDisabled()).toBe(true);
      await dialog.getByLabel(/When it is resumed/).fill('2020-01-01T09:00');
      expect(await confirm.isDisabled()).toBe(true);
      await dialog.getByLabel('in 1 h').check();
      await screenshot(page, 'dialog-pause-all-light');
      expect(await violationsOf(page)).toEqual([]);
      await page.getByLabel('Reason').press('Enter');
      await dialog.waitFor({ state: 'detached' });
      expect(await holds()).toMatchObject([{ product: 'shop', env: 'stg', reason: 'database <b>move</b>' }]);

      const banner = page.getByRole('region', { name: 'What is paused' });
      await banner.getByText('database <b>move</b>').waitFor();
      await page.goto(`/jobs${HERE}`);
      await banner.waitFor();
      await page.locator('tbody .chip', { hasText: 'Held' }).first().waitFor();
      await page.goto(`/${HERE}`);
      await banner.getByRole('button', { name: 'Resume…' }).click();
      await page.getByText('Jobs that were paused by name or in bulk stay paused').waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Resume', exact: true }).click();
      await banner.waitFor({ state: 'detached' });
      expect(await holds()).toEqual([]);
      expect(complaints).toEqual([]);
    });
    await ductape.jobs.delete(id);
  });

  test('a namespace of all products is paused, says how many jobs it looked at, and takes the place of an earlier pause', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/');
      for (const reason of ['first', 'second']) {
        await page.getByRole('button', { name: 'Pause all' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Namespace').selectOption('graphs');
        await dialog.getByText('0 jobs are scheduled or queued').waitFor();
        if (reason === 'second') await dialog.getByText('It takes the place of').waitFor();
        await dialog.getByLabel('Reason').fill(reason);
        await dialog.getByRole('button', { name: 'Pause all graphs jobs' }).click();
        await dialog.waitFor({ state: 'detached' });
      }
      const found = await ductape.jobs.listHolds({ product: null, env: null });
      expect(found.holds).toMatchObject([{ namespace: 'graphs', reason: 'second' }]);
    });
    await ductape.jobs.resumeAll({ product: null, env: null, namespace: 'graphs' });
  });

  test.each(Object.keys(LOOKS) as Look[])(
    'what is paused is listed, and fits, in the look %s',
    async (look) => {
      const reason = `the long reason of a pause ${'that goes into the details '.repeat(6)}`.trim();
      await ductape.jobs.pauseAll({ env: 'stg', reason });
      await ductape.jobs.pauseAll({ env: 'stg', namespace: 'events', reason: 'the broker moves' });
      await ductape.jobs.pauseAll({
        product: null,
        namespace: 'graphs',
        reason: '<img src=x onerror=1>',
        env: null,
      });
      try {
        await withPage(world, look, async ({ page, complaints }) => {
          await page.goto('/pauses');
          await page.getByRole('heading', { name: 'What is paused' }).waitFor();
          await page.getByRole('link', { name: 'All 3 pauses' }).waitFor();
          await until('the rows', async () => (await page.locator('main li').count()) === 4);
          const planned = page.locator('main li', { hasText: 'the leap day' });
          await planned.getByText('Planned').waitFor();
          expect(await planned.getByRole('button').count()).toBe(0);
          await screenshot(page, `pauses-${look}`);
          expect(await overflowOf(page)).toBeLessThanOrEqual(0);
          expect(await violationsOf(page)).toEqual([]);
          await page.getByRole('button', { name: 'Pause all' }).click();
          await page.getByText('scheduled or queued').waitFor();
          await screenshot(page, `dialog-pause-all-${look}`);
          expect(await violationsOf(page)).toEqual([]);
          expect(await page.locator('main img').count()).toBe(0);
          expect(complaints).toEqual([]);
        });
      } finally {
        await ductape.jobs.resumeAll({ env: 'stg' });
        await ductape.jobs.resumeAll({ env: 'stg', namespace: 'events' });
        await ductape.jobs.resumeAll({ product: null, env: null, namespace: 'graphs' });
      }
    },
  );
}

import { until } from '../../until.ts';
import { overflowOf, screenshot, violationsOf, withPage } from './driver.ts';
import { HOSTILE, type WebWorld } from './world.ts';

/** What the dashboard tells of changes, and undoing them from there. */
export function defineChanges(world: WebWorld): void {
  const { ductape } = world;

  /** A job of its own that was rescheduled, with all its entries there. */
  async function rescheduled(reason: string): Promise<string> {
    const schedule = { cron: '0 0 1 1 *' };
    const { job_id: id } = await ductape.actions.dispatch({
      app: 'payments',
      event: 'ok',
      input: {},
      schedule,
    });
    await ductape.jobs.reschedule(id, { cron: '0 9 * * *' }, { reason });
    await until('both entries', async () => (await ductape.jobs.getAudit(id)).entries.length === 2);
    return id;
  }

  test("a job's page tells who changed it, and undoes what can be undone", async () => {
    const id = await rescheduled(HOSTILE.slice(0, 60));
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Changes' }) });
      await panel.getByText('rescheduled').waitFor();
      await panel.getByText('0 0 1 1 * → 0 9 * * *').waitFor();
      await panel.getByText('on this machine').first().waitFor();
      expect(await page.title()).not.toContain('666');
      await panel.getByRole('button', { name: 'Undo…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('It has the schedule of before again').waitFor();
      await dialog.getByLabel('Reason').fill('a slip');
      await screenshot(page, 'dialog-undo-light');
      expect(await violationsOf(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Undo it', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await panel.getByText('undid: rescheduled').waitFor();
      await panel.getByText('It was undone.').waitFor();
      expect(await ductape.jobs.get(id)).toMatchObject({ cron: '0 0 1 1 *' });
    });
  });

  test('a cancel is taken back from the list of all changes, which a part of an actor narrows', async () => {
    const id = await rescheduled('first');
    await ductape.jobs.cancel(id, { reason: 'by mistake' });
    await until('the cancel', async () => (await ductape.jobs.getAudit(id)).entries.length === 3);
    await withPage(world, 'narrow', async ({ page }) => {
      await page.goto('/changes?in=shop%2Fdev');
      const row = page.getByRole('listitem').filter({ hasText: 'by mistake' });
      await row.getByText('cancelled', { exact: false }).first().waitFor();
      await screenshot(page, 'changes-narrow-undo');
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      await row.getByRole('button', { name: 'Undo…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Undo it', exact: true }).click();
      await page.getByText('It is undone.').waitFor();
      await page.getByText('took back the cancel of').waitFor();
      expect(await ductape.jobs.get(id)).toMatchObject({ status: 'scheduled' });
      await page.getByLabel('By whom').fill('no-one-of-this-name');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByText('Nothing was changed here by such a one.').waitFor();
      expect(new URL(page.url()).searchParams.get('actor')).toBe('no-one-of-this-name');
    });
  });

  test('an undo that was overtaken is refused in its dialog, with the reason', async () => {
    const id = await rescheduled('overtaken');
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/changes');
      const row = page.getByRole('listitem').filter({ hasText: 'overtaken' });
      await row.getByRole('button', { name: 'Undo…' }).click();
      await ductape.jobs.pause(id);
      await page.getByRole('dialog').getByRole('button', { name: 'Undo it', exact: true }).click();
      await page.getByRole('alert').getByText('Another command has changed the job since.').waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('g');
      await page.keyboard.press('n');
      await page.waitForURL((url) => url.pathname === '/');
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await page.waitForURL((url) => url.pathname === '/changes');
    });
  });
}

import type { Page } from 'playwright-core';
import { until } from '../../until.ts';
import { overflowOf, screenshot, violationsOf, withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

/** What is done to chosen jobs, and to those that were counted. */
export function defineChosen(world: WebWorld): void {
  const { ductape } = world;
  const dispatch = async (event: string, rest: object = {}) =>
    (await ductape.actions.dispatch({ app: 'payments', event, input: {}, env: 'stg', ...rest })).job_id;
  const confirm = (page: Page, name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

  test('jobs are chosen by keys, deleted once their number is typed, and Back does not do it again', async () => {
    const start_at = Date.now() + 9_000_000;
    const ids: string[] = [];
    for (let each = 0; each < 4; each += 1) ids.push(await dispatch('deep', { schedule: { start_at } }));
    await withPage(world, 'light', async ({ page, requests, complaints }) => {
      const done = () => requests.filter((url) => url.endsWith('/bulk/delete')).length;
      await page.goto('/jobs?in=shop%2Fstg&target=payments%3Adeep');
      await page.locator('tbody tr').nth(3).waitFor();
      const bar = page.getByRole('region', { name: 'Chosen jobs' });
      for (const key of ['j', 'x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key);
      await bar.getByText('3 chosen').waitFor();
      await page.keyboard.press('x');
      await bar.getByText('2 chosen').waitFor();
      await page.locator('tbody tr').nth(2).getByRole('checkbox').click();
      await bar.getByText('3 chosen').waitFor();
      await screenshot(page, 'jobs-chosen-light');
      expect(await violationsOf(page)).toEqual([]);
      // They stay chosen while another view is looked at.
      await page.locator('tbody a').first().click();
      await page.getByRole('heading', { name: 'payments:deep' }).waitFor();
      await page.goBack();
      await bar.getByText('3 chosen').waitFor();
      await bar.getByRole('button', { name: 'Delete…' }).click();
      const button = page.getByRole('button', { name: 'Delete 3 jobs' });
      await button.waitFor();
      expect(await button.isDisabled()).toBe(true);
      await page.getByLabel('Type 3 to confirm').fill('2');
      expect(await button.isDisabled()).toBe(true);
      await page.getByLabel('Type 3 to confirm').fill('3');
      await screenshot(page, 'dialog-chosen-light');
      expect(await violationsOf(page)).toEqual([]);
      const before = done();
      await button.click();
      await page.getByText('3 jobs deleted.').waitFor();
      await bar.waitFor({ state: 'detached' });
      expect(done()).toBe(before + 1);
      await page.getByRole('status').getByRole('link', { name: 'Look' }).click();
      await page.getByText('3 deleted, of 3 that were counted').waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await page.goBack();
      await page.goBack();
      await page.goForward();
      await page.locator('tbody tr').first().waitFor();
      expect(done()).toBe(before + 1);
      const left = await Promise.allSettled(ids.map((id) => ductape.jobs.get(id)));
      expect(left.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    });
  });

  test('where jobs are cards they are chosen too, and a state that does not allow it is said', async () => {
    const id = await dispatch('ok', { schedule: { every: 3_600_000 }, app: 'payments' });
    await ductape.jobs.cancel(id);
    await withPage(world, 'narrow', async ({ page }) => {
      await page.goto('/jobs?in=shop%2Fstg&status=cancelled');
      const row = page.locator('tr', { has: page.locator(`a[href^="/jobs/${id}"]`) });
      await row.getByRole('checkbox').click();
      const bar = page.getByRole('region', { name: 'Chosen jobs' });
      await screenshot(page, 'jobs-chosen-narrow');
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      expect(await violationsOf(page)).toEqual([]);
      await bar.getByRole('button', { name: 'Pause…' }).click();
      await page.getByText('1 chosen job cannot be changed so, and is left as it is.').waitFor();
      expect(await page.getByRole('button', { name: 'Pause 0 jobs' }).isDisabled()).toBe(true);
    });
  });

  test('a job that fails between the count and the confirmation is not tried again with the others', async () => {
    const failed = async () => {
      const id = await dispatch('fail');
      await until('its failure', async () => (await ductape.jobs.get(id)).status === 'failed', 20_000);
      return id;
    };
    const counted = [await failed(), await failed()];
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/jobs?in=shop%2Fstg&error=CARD_DECLINED');
      await page.locator('tbody tr').nth(1).waitFor();
      await page.keyboard.press('a');
      await page.getByRole('button', { name: 'Retry…' }).click();
      await page.getByRole('button', { name: 'Retry 2 jobs' }).waitFor();
      const later = await failed();
      await confirm(page, 'Retry 2 jobs');
      await page.getByText('2 jobs tried again.').waitFor();
      const runs = async (id: string) => (await ductape.jobs.get(id)).execution_count;
      for (const id of counted) await until('its second run', async () => (await runs(id)) === 2, 20_000);
      expect(await runs(later)).toBe(1);
      await page.goto('/changes?in=shop%2Fstg');
      await page.getByRole('link', { name: 'with many jobs' }).first().waitFor();
    });
  });
}

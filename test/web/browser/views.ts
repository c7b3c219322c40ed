import { LOOKS, type Look, overflowOf, screenshot, violationsOf, withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

/** Every view: what it shows, how it looks, what axe says of it. */
export function defineViews({ ids, ...world }: WebWorld): void {
  const views: [name: string, address: string, shown: string][] = [
    ['now', '/', 'What runs next'],
    ['jobs', '/jobs', 'nightly-report'],
    ['jobs-filtered', '/jobs?status=failed&in=shop%2Fdev', 'CARD_DECLINED'],
    ['jobs-empty', '/jobs?error=NO_SUCH', 'There are no jobs with the last error NO_SUCH.'],
    ['job-daily', `/jobs/${ids.daily}`, 'DST_GAP'],
    ['job-often', `/jobs/${ids.often}`, 'Occurrences'],
    ['job-failing', `/jobs/${ids.failing}`, 'Occurrences'],
    ['job-hostile', `/jobs/${ids.hostile}`, 'onerror'],
    ['job-paused', `/jobs/${ids.paused}`, 'if it were resumed now'],
    ['job-none', '/jobs/job_01ARZ3NDEKTSV4RRFFQ69G5FAV', 'Not found'],
    ['problems', '/problems', 'CARD_DECLINED'],
    ['problems-filtered', '/problems?outcome=failed&error=CARD_DECLINED&span=24h', 'no funds'],
    ['problems-empty', '/problems?error=NO_SUCH', 'Nothing that matches went wrong'],
    ['stats', '/stats', 'As a table'],
    ['changes', '/changes', 'set a webhook of'],
    ['webhooks', '/webhooks', 'https://example.com/jobs'],
    ['pauses-none', '/pauses', 'Nothing is paused by its product'],
    ['preview-empty', '/preview', 'Type a cron'],
    ['preview', '/preview?cron=9-17+*+*+*+*&tz=America%2FNew_York', 'MINUTES_FOR_HOURS'],
  ];

  test('what is folded away fits a narrow page too', async () => {
    await withPage(world, 'narrow', async ({ page }) => {
      await page.goto(`/jobs/${ids.paused}`);
      await page.getByText('What is not possible now').click();
      await screenshot(page, 'fold-job-narrow');
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      await page.goto('/jobs');
      await page.getByText('Filter', { exact: true }).click();
      await page.getByText('All that match…').click();
      await screenshot(page, 'fold-jobs-narrow');
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      await page.getByRole('button', { name: 'Pause…' }).click();
      await page.getByRole('button', { name: /^Pause \d+ jobs$/ }).waitFor();
      await screenshot(page, 'dialog-bulk-narrow');
      expect(await violationsOf(page)).toEqual([]);
      await page.goto(`/jobs/${ids.daily}`);
      await page.getByRole('button', { name: 'Reschedule…' }).click();
      await page.getByRole('table', { name: 'As it is' }).waitFor();
      await page.getByRole('table', { name: 'As changed' }).waitFor();
      await screenshot(page, 'dialog-reschedule-narrow');
      expect(await violationsOf(page)).toEqual([]);
    });
  });

  describe.each(Object.keys(LOOKS) as Look[])('in the look %s', (look) => {
    test.each(views)(
      '%s shows what it is for, fits, and axe has no objection',
      async (name, address, shown) => {
        await withPage(world, look, async ({ page, requests, complaints }) => {
          await page.goto(address);
          await page.locator('main').getByText(shown).first().waitFor({ state: 'attached' });
          await page.locator('.loading').first().waitFor({ state: 'detached' });
          await screenshot(page, `${name}-${look}`);
          expect(await overflowOf(page)).toBeLessThanOrEqual(0);
          expect(await violationsOf(page)).toEqual([]);
          expect(requests.filter((url) => !url.startsWith(world.url) && !url.startsWith('data:'))).toEqual(
            [],
          );
          expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
          expect(await page.title()).toContain('Ductape');
        });
      },
    );
  });
}

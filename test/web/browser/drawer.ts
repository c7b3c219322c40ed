import type { Page } from 'playwright-core';
import { until } from '../../until.ts';
import { overflowOf, screenshot, violationsOf, withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

/** The drawer of a run: each attempt, what follows, and its ways. */
export function defineDrawer(world: WebWorld): void {
  const { ductape, ids } = world;
  const dispatch = async (event: string, rest: object = {}) =>
    (await ductape.actions.dispatch({ app: 'payments', event, input: {}, ...rest })).job_id;
  const drawerOf = (page: Page) => page.locator('dialog.drawer');

  test('a row of Now opens the drawer of its run, whose next attempt counts down and happens', async () => {
    const retryConfig = { initialDelay: 8000, maxDelay: 8000, jitter: false };
    const id = await dispatch('busy', { retries: 2, retryConfig });
    await until('its first attempt', async () => (await ductape.jobs.get(id)).next_attempt_at !== undefined);
    await withPage(world, 'light', async ({ page, complaints }) => {
      await page.goto('/');
      await page.locator(`a[href^="/jobs/${id}"]`).first().click();
      const drawer = drawerOf(page);
      await drawer.getByText(/^Waits for attempt 2 of 3$/).waitFor();
      await drawer
        .getByRole('timer')
        .getByText(/^in \d s$/)
        .waitFor();
      const attempts = drawer.getByRole('list', { name: 'Attempts' }).locator('li');
      expect(await attempts.count()).toBe(1);
      expect(await attempts.first().textContent()).toMatch(/SERVICE_UNAVAILABLE.*backoff of 8\.0 s$/);
      expect(await drawer.locator('.runbar').getAttribute('aria-label')).toMatch(/at work, .* in backoff/);
      await screenshot(page, 'drawer-light');
      expect(await violationsOf(page)).toEqual([]);
      await drawer.getByText(/^Waits for attempt 3 of 3$/).waitFor({ timeout: 20_000 });
      expect(await attempts.count()).toBe(2);
      // It ends while it is looked at.
      await drawer.getByText('Failed', { exact: true }).waitFor({ timeout: 20_000 });
      expect(await attempts.count()).toBe(3);
      const { attempt_errors: errors = [] } = (await ductape.jobs.getHistory(id)).executions[0] ?? {};
      expect(errors.map(({ delay_ms }) => delay_ms)).toEqual([8000, 8000, undefined]);
      expect(complaints).toEqual([]);
    });
  });

  test('keys go from run to run, Esc closes it, the focus returns, and Back does so too', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${ids.often}`);
      const due = page.locator('table.history tbody tr').nth(1).locator('td a').first();
      await due.scrollIntoViewIfNeeded();
      const scrolled = Number(await page.evaluate('scrollY'));
      await due.focus();
      await page.keyboard.press('Enter');
      const drawer = drawerOf(page);
      await drawer.getByText('Run 11', { exact: true }).waitFor();
      await page.keyboard.press('[');
      await drawer.getByText('Run 10', { exact: true }).waitFor();
      await page.keyboard.press(']');
      await page.keyboard.press(']');
      await drawer.getByText('Run 12', { exact: true }).waitFor();
      await page.keyboard.press(']');
      await page.getByText('No later run is known.').waitFor();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
      expect(page.url()).toBe(`${world.url}/jobs/${ids.often}`);
      expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe(
        await due.getAttribute('href'),
      );
      expect(Number(await page.evaluate('scrollY'))).toBe(scrolled);
      await page.keyboard.press('Enter');
      await drawer.waitFor();
      await page.goBack();
      await drawer.waitFor({ state: 'detached' });
    });
  });

  test('its address shows it anywhere, it fits a narrow page, and what runs again is said or copied', async () => {
    const [execution] = (await ductape.jobs.getHistory(ids.failing)).executions;
    const address = `/jobs/${ids.failing}?outcome=failed&run=${execution?.occurrence}`;
    await withPage(world, 'narrow', async ({ page }) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.goto(address);
      const drawer = drawerOf(page);
      await drawer.getByText('CARD_DECLINED').first().waitFor();
      await screenshot(page, 'drawer-narrow');
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      expect(await violationsOf(page)).toEqual([]);
      await drawer.getByRole('button', { name: 'Copy as curl' }).click();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
        `curl -X POST '${world.url}/v1/jobs/${ids.failing}/trigger'`,
      );
      await drawer.getByRole('button', { name: 'Run again…' }).click();
      await page.getByText('That counts as run').waitFor();
      // Keys of the drawer are not those of what lies over it.
      await page.keyboard.press('[');
      await page.keyboard.press('Escape');
      await page.getByText('That counts as run').waitFor({ state: 'detached' });
      expect(page.url()).toBe(`${world.url}${address}`);
      await page.goto(`/jobs/${ids.failing}?run=1000000000000`);
      await drawer.getByText('There is no such run.').waitFor();
      await page.goto(`/jobs/${ids.failing}?run=%3Cimg`);
      await page.getByText('Occurrences').waitFor();
      expect(await drawer.count()).toBe(0);
    });
  });

  test('a problem opens the drawer of the occurrence that it is about', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/problems?error=CARD_DECLINED&span=24h');
      await page.locator(`a[href^="/jobs/${ids.failing}?run="]`).first().click();
      await drawerOf(page).getByText('no funds').first().waitFor();
      await page.goBack();
      await page.waitForURL('**/problems?*');
    });
  });
}

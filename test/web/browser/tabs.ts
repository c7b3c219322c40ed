import type { Page } from 'playwright-core';
import { until } from '../../until.ts';
import { withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

/** How often a page has asked for changes. */
function asking(page: Page): { changes: number } {
  const asked = { changes: 0 };
  page.on('request', (request) => {
    if (request.url().includes('/v1/changes')) asked.changes += 1;
  });
  return asked;
}

/** Several tabs of one browser. */
export function defineTabs(world: WebWorld): void {
  const { ductape } = world;

  test('of two tabs that look at the same one asks for both, also of what is held, and the other one once that is closed', async () => {
    const start_at = Date.now() + 8_000_000;
    const input = { app: 'payments', event: 'ok', input: {}, schedule: { start_at } };
    const { job_id: id } = await ductape.actions.dispatch(input);
    await withPage(world, 'light', async ({ page: first }) => {
      const second = await first.context().newPage();
      const asked = new Map([first, second].map((page) => [page, asking(page)]));
      const ofBoth = () => [...asked.values()].map(({ changes }) => changes);
      for (const page of asked.keys()) {
        await page.goto('/jobs');
        await page.locator('tbody tr').first().waitFor();
      }
      // Each asks by itself until it knows who looks and that another tab does.
      await until('one that asks', () => ofBoth().some((changes) => changes > 8), 30_000);
      const [more = 0, less = 0] = ofBoth().toSorted((a, b) => b - a);
      expect(less).toBeLessThan(5);
      const leader = [...asked.keys()].find((page) => asked.get(page)?.changes === more) ?? first;
      const follower = leader === first ? second : first;
      const before = { ...asked.get(follower) };
      const row = (page: Page) => page.locator('tr', { has: page.locator(`a[href="/jobs/${id}"]`) });
      await ductape.jobs.pause(id);
      await row(leader).getByText('Paused').waitFor();
      await row(follower).getByText('Paused').waitFor();
      const hold = await ductape.jobs.pauseAll({ namespace: 'graphs', reason: 'of two tabs' });
      await follower.getByText('of two tabs').waitFor();
      await ductape.jobs.resumeAll({ namespace: 'graphs' });
      expect(hold.reason).toBe('of two tabs');
      expect(asked.get(follower)).toEqual(before);
      await leader.close();
      await until('the other one', () => (asked.get(follower)?.changes ?? 0) > (before.changes ?? 0));
      await ductape.jobs.resume(id);
      await row(follower).getByText('Scheduled').waitFor();
    });
  });

  test('tabs that look at different products ask for themselves, as do all where there is no lock', async () => {
    await withPage(world, 'light', async ({ page: first }) => {
      const pages = [first, await first.context().newPage(), await first.context().newPage()];
      const asked = pages.map(asking);
      await pages[2]?.addInitScript('delete Navigator.prototype.locks');
      for (const [at, page] of pages.entries()) await page.goto(at === 1 ? '/jobs?in=shop/stg' : '/jobs');
      for (const each of asked) await until('polls', () => each.changes > 5, 20_000);
    });
  });
}

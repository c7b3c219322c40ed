import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { tokenOf } from '../../token.ts';
import { screenshot, violationsOf, withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

const CLI = join(import.meta.dirname, '..', '..', '..', 'cli', 'main.ts');

/** `ductape ui` as a process of its own over the cloud, until the work is done. */
async function withUi(
  { url }: WebWorld,
  variables: Record<string, string>,
  work: (first: string) => Promise<void>,
): Promise<void> {
  const args = ['--no-warnings', CLI, '--endpoint', url, 'ui'];
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const ui = spawn(process.execPath, args, { stdio: [...stdio], env: { ...process.env, ...variables } });
  const ended = once(ui, 'exit');
  try {
    const [first] = await once(createInterface({ input: ui.stdout }), 'line');
    await work(String(first));
  } finally {
    ui.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
}

/** The dashboard as `ductape ui` serves it over an API that is elsewhere. */
export function defineUi(world: WebWorld): void {
  const { ductape, ids, browser } = world;

  test('its first address shows the jobs, in other tabs too, and what is done there is done', async () => {
    await withUi(world, { DUCTAPE_PRODUCT: 'shop', DUCTAPE_ENV: 'dev' }, async (first) => {
      const { origin } = new URL(first);
      await withPage({ browser, url: origin }, 'light', async ({ page, requests, complaints }) => {
        await page.goto(first);
        await page.getByText('What runs next').waitFor();
        expect(page.url()).toBe(`${origin}/?in=shop%2Fdev`);
        const tab = await page.context().newPage();
        await tab.goto(`${origin}/jobs/${ids.daily}`);
        await tab.getByRole('button', { name: 'Pause…' }).click();
        await tab.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
        await tab.locator('h1 + .chip', { hasText: 'Paused' }).waitFor();
        expect((await ductape.jobs.get(ids.daily)).status).toBe('paused');
        await ductape.jobs.resume(ids.daily);
        expect(
          requests.filter((each) => !each.startsWith(`${origin}/`) && !each.startsWith('data:')),
        ).toEqual([]);
        expect(complaints).toEqual([]);
      });
      await withPage({ browser, url: origin }, 'light', async ({ page }) => {
        await page.goto('/jobs');
        await page.getByText('You are not signed in').waitFor();
        await page.getByText('Open the address that `ductape ui` wrote').waitFor();
        expect(await violationsOf(page)).toEqual([]);
      });
    });
  });

  test('a token that may only look has every button there, disabled, with the reason, and changes nothing', async () => {
    const token = tokenOf({ sub: 'anna', products: '*', access: 'read' });
    await withUi(world, { DUCTAPE_TOKEN: token }, async (first) => {
      await withPage({ browser, url: new URL(first).origin }, 'light', async ({ page }) => {
        await page.goto(first);
        await page.getByText('What runs next').waitFor();
        const reason = 'You may look, but not change anything: your token says so.';
        const pauseAll = page.getByRole('button', { name: 'Pause all' });
        await page.locator(`header button[title="${reason}"]`).waitFor();
        expect(await pauseAll.getAttribute('aria-disabled')).toBe('true');
        await pauseAll.click({ force: true });
        expect(await page.getByRole('dialog').count()).toBe(0);
        await page.goto(`/jobs/${ids.daily}`);
        for (const name of ['Run now…', 'Pause…', 'Reschedule…', 'Cancel…', 'Delete…'])
          expect(await page.getByRole('button', { name }).getAttribute('title')).toBe(reason);
        await screenshot(page, 'job-read-only-light');
        expect(await violationsOf(page)).toEqual([]);
        const forged = await page.evaluate(
          `fetch('/v1/jobs/${ids.daily}/pause', { method: 'POST', headers: { authorization: 'Bearer ' + localStorage['ductape-session'] } }).then(({ status }) => status)`,
        );
        expect(forged).toBe(403);
        expect((await ductape.jobs.get(ids.daily)).status).toBe('scheduled');
      });
    });
  });
}

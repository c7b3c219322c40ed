import { Limits } from '../../../contract/limits.ts';
import { until } from '../../until.ts';
import { overflowOf, screenshot, violationsOf, withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

/** A dispatch, its input and the body of that are objects around the tree. */
const AROUND = 3;

/** Objects within each other, of that depth. */
const nested = (depth: number): object => (depth === 1 ? {} : { deeper: nested(depth - 1) });

/** The largest data that there are, and what is set beside them. */
export function defineData(world: WebWorld): void {
  const { ductape, url } = world;
  const job = { app: 'payments', event: 'deep', product: 'shop', env: 'dev' };

  /** Dispatches what is written so. */
  const dispatch = (text: string) =>
    fetch(`${url}/v1/actions/dispatch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });

  test('the largest and the deepest input is shown as text, and the page stays usable', async () => {
    const written = (fill: string, depth: number = Limits.bodyDepth) =>
      JSON.stringify({ ...job, input: { body: { tree: nested(depth - AROUND), fill } } });
    const fill = 'y'.repeat(Limits.bodyBytes - Buffer.byteLength(written('')));
    const answer = await dispatch(written(fill));
    const { job_id: id } = (await answer.json()) as { job_id: string };
    expect(answer.status).toBe(201);
    expect((await dispatch(written(`${fill}y`))).status).toBe(413);
    expect((await dispatch(written('', Limits.bodyDepth + 1))).status).toBe(400);
    const evil = await dispatch(JSON.stringify({ ...job, input: { a: 1 } }).replace('"a"', '"__proto__"'));
    expect([evil.status, await evil.text()]).toEqual([400, expect.stringContaining('__proto__')]);
    await until('its end', async () => (await ductape.jobs.get(id)).status === 'completed');
    await withPage(world, 'light', async ({ page, complaints }) => {
      await page.goto(`/jobs/${id}`);
      const input = page.locator('section', { has: page.getByRole('heading', { name: 'Input' }) });
      await page.getByRole('heading', { name: 'Result' }).waitFor();
      await input.getByRole('button', { name: /^Show all \d+,\d+ characters$/ }).click();
      const shown = (await input.locator('pre').textContent()) ?? '';
      expect(JSON.parse(shown)).toEqual(JSON.parse(written(fill)).input);
      await screenshot(page, 'job-largest-light');
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      const result = page.locator('section', { has: page.getByRole('heading', { name: 'Result' }) });
      await result.getByText('__proto__').waitFor();
      expect(await page.evaluate('[{}.polluted, document.title]')).not.toContain('666');
      await page.getByRole('button', { name: 'Delete…' }).click();
      await page.getByRole('dialog').getByText('the history of its 1 run').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(complaints).toEqual([]);
    });
  });

  test('how long a job should take is among its settings', async () => {
    const { job_id: id } = await ductape.actions.dispatch({
      app: 'payments',
      event: 'ok',
      input: {},
      expectedDuration: 90_000,
    });
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      await page.locator('dt', { hasText: 'Should take' }).waitFor();
      await page.getByText('at most 90 s', { exact: true }).waitFor();
    });
  });

  test('jobs that fail are counted in the navigation of every view, as soon as they do', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/preview?in=shop%2Fstg');
      const link = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Now' });
      await link.waitFor();
      expect(await link.getByText('failing').count()).toBe(0);
      const failing = { app: 'payments', event: 'fail', input: {}, env: 'stg' } as const;
      const { job_id: id } = await ductape.actions.dispatch(failing);
      await link.getByText('1 failing').waitFor();
      await ductape.jobs.delete(id);
      await link.getByText('failing').waitFor({ state: 'detached' });
    });
  });

  test('statistics tell the errors apart, each with a way to its runs', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/stats');
      const row = page.locator('tr', { hasText: 'CARD_DECLINED' });
      expect(Number(await row.locator('.n').textContent())).toBeGreaterThan(1);
      await row.getByRole('link').click();
      await page.getByRole('heading', { name: 'Problems' }).waitFor();
      expect(new URL(page.url()).searchParams.get('error')).toBe('CARD_DECLINED');
    });
  });

  test('a webhook that was disabled is counted in the navigation until it is enabled again, with its secret', async () => {
    const { jobs } = ductape;
    const receiver = `${world.target.replace('127.0.0.1', 'localhost')}/gone`;
    const set = { url: receiver, secret: 'a secret of the test', product: 'shop', env: 'stg' };
    const { id } = await jobs.setWebhook({ ...set, events: ['job.completed', 'job.running_long'] });
    const found = async () =>
      (await jobs.listWebhooks({ env: 'stg' })).webhooks.find((each) => each.id === id);
    await ductape.actions.dispatch({ app: 'payments', event: 'ok', input: {}, env: 'stg' });
    await until('it is disabled', async () => (await found())?.enabled === false, 30_000);
    await withPage(world, 'light', async ({ page, requests }) => {
      const reads = () => requests.filter((each) => each.includes('/v1/webhooks')).length;
      await page.goto('/?in=shop%2Fstg');
      const link = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Webhooks' });
      await link.getByText('1 failing').waitFor();
      await page.waitForTimeout(5000);
      expect(reads()).toBe(1);
      await link.click();
      const row = page.locator('.webhooks li', { hasText: receiver });
      await row.getByText('job.running_long').waitFor();
      await row.getByText('The receiver answered 410 Gone.').waitFor();
      await screenshot(page, 'webhooks-disabled-light');
      await row.getByRole('button', { name: 'Enable again…' }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByRole('button', { name: 'Enable it' }).isDisabled()).toBe(true);
      await dialog.getByLabel('Secret').fill('short');
      await dialog.getByRole('button', { name: 'Enable it' }).click();
      await dialog.getByRole('alert').waitFor();
      await dialog.getByLabel('Secret').fill('a secret of the test');
      await screenshot(page, 'dialog-enable-light');
      expect(await violationsOf(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Enable it' }).click();
      await row.getByText('Enabled', { exact: true }).waitFor();
      await link.getByText('failing').waitFor({ state: 'detached' });
      expect(await found()).toMatchObject({ enabled: true, events: ['job.completed', 'job.running_long'] });
    });
    await jobs.deleteWebhook(id);
  });
}

import { until } from '../../until.ts';
import { screenshot, violationsOf, withPage } from './driver.ts';
import { HOSTILE, type WebWorld } from './world.ts';

/** A tab is hidden so as no driver can do it by itself. */
const hide = (isHidden: boolean) =>
  `Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} }); document.dispatchEvent(new Event('visibilitychange'));`;

/** What changes while a page is open, what it says when it cannot know, and its ways. */
export function defineLiving(world: WebWorld): void {
  const { ductape, ids } = world;
  const later = { start_at: Date.now() + 8_000_000 };
  const dispatch = (event: string, schedule?: object) =>
    ductape.actions.dispatch({ app: 'payments', event, input: {}, ...(schedule && { schedule }) });

  test('a job that fails comes to Now by itself', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/');
      await page.getByText('What runs next').waitFor();
      const { job_id: id } = await dispatch('fail');
      await page.locator(`a[href^="/jobs/${id}"]`).waitFor();
    });
  });

  test('nothing moves on Now while the pointer does', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/');
      await page.locator('ul.rows a').first().hover();
      const { job_id: id } = await dispatch('fail');
      const isShown = () => page.locator(`a[href^="/jobs/${id}"]`).count();
      for (let move = 0; move < 12; move += 1) {
        await page.mouse.move(400 + move, 150);
        expect(await isShown()).toBe(0);
        await page.waitForTimeout(400);
      }
      await page.locator(`a[href^="/jobs/${id}"]`).waitFor();
    });
  });

  test('a list changes in place; what is new is shown when it is asked for', async () => {
    const { job_id: first } = await dispatch('ok', later);
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/jobs');
      const row = page.locator('tr', { has: page.locator(`a[href="/jobs/${first}"]`) });
      await row.getByText('Scheduled').waitFor();
      await ductape.jobs.pause(first);
      await row.getByText('Paused').waitFor();
      const before = await page.locator('tbody tr').count();
      const { job_id: second } = await dispatch('ok', later);
      const show = page.locator('[data-newer]');
      await show.waitFor();
      expect(await page.locator('tbody tr').count()).toBe(before);
      await show.click();
      expect(await page.locator('tbody tr').first().locator('a').getAttribute('href')).toBe(
        `/jobs/${second}`,
      );
    });
  });

  test('pages follow by the cursor, and Back returns to the row that was left', async () => {
    await ductape.dispatchMany(
      Array.from({ length: 70 }, () => ({
        namespace: 'actions' as const,
        app: 'payments',
        event: 'ok',
        env: 'stg',
        input: {},
        schedule: later,
      })),
    );
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/jobs?in=shop%2Fstg');
      await page.getByText('50 are shown').waitFor();
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.getByText('All 70 are shown').waitFor();
      const link = page.locator('tbody tr').nth(60).locator('a');
      await link.scrollIntoViewIfNeeded();
      const scrolled = Number(await page.evaluate('scrollY'));
      expect(scrolled).toBeGreaterThan(500);
      await link.click();
      await page.getByText('Next', { exact: false }).first().waitFor();
      await page.goBack();
      await page.getByText('All 70 are shown').waitFor();
      await until('the place', async () => Math.abs(Number(await page.evaluate('scrollY')) - scrolled) < 50);
      expect(page.url()).toContain('in=shop%2Fstg');
    });
  });

  test('a hidden tab asks nothing, and asks at once when it is seen', async () => {
    await withPage(world, 'light', async ({ page, requests }) => {
      await page.goto('/jobs');
      await page.locator('tbody tr').first().waitFor();
      await page.evaluate(hide(true));
      // What was under way may end.
      await page.waitForTimeout(1000);
      const before = requests.length;
      await page.waitForTimeout(5000);
      expect(requests.length).toBe(before);
      await page.evaluate(hide(false));
      await until('a poll', () => requests.length > before, 2000);
    });
  });

  test('while the API does not answer, what was read stays with its age, and it comes back by itself', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${ids.daily}`);
      await page.getByRole('table', { name: 'Next runs' }).waitFor();
      await page.route('**/v1/**', (route) => route.abort());
      await page.getByText('old, trying again').waitFor();
      expect(await page.getByRole('table', { name: 'Next runs' }).count()).toBe(1);
      await screenshot(page, 'lost-light');
      expect(await violationsOf(page)).toEqual([]);
      await page.unroute('**/v1/**');
      await page.getByText('live').waitFor();
    });
  });

  test.each([
    [401, 'You are not signed in'],
    [403, 'You may not see this'],
    [500, 'This could not be read'],
  ])('an answer of %d is said as what it means', async (status, words) => {
    await withPage(world, 'light', async ({ page }) => {
      const body = JSON.stringify({
        type: 'about:blank',
        title: 'no',
        status,
        code: 'X',
        detail: `${HOSTILE} no`,
      });
      await page.route('**/v1/jobs**', (route) =>
        route.fulfill({ status, contentType: 'application/problem+json', body }),
      );
      await page.goto('/jobs');
      await page.getByText(words).waitFor();
      await screenshot(page, `refused-${status}-light`);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.locator('main img').count()).toBe(0);
    });
  });

  test('after a refused change every button stays, disabled, with the reason', async () => {
    await withPage(world, 'light', async ({ page }) => {
      const body = JSON.stringify({
        type: 'about:blank',
        title: 'no',
        status: 403,
        code: 'FORBIDDEN',
        detail: 'Read only.',
      });
      await page.route('**/pause', (route) =>
        route.fulfill({ status: 403, contentType: 'application/problem+json', body }),
      );
      await page.goto(`/jobs/${ids.daily}`);
      await page.getByRole('button', { name: 'Pause…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
      await page.getByRole('alert').getByText('Read only.').waitFor();
      await page.keyboard.press('Escape');
      const cancel = page.getByRole('button', { name: 'Cancel…' });
      expect(await cancel.getAttribute('aria-disabled')).toBe('true');
      expect(await cancel.getAttribute('title')).toContain('You may look, but not change');
      await cancel.click({ force: true });
      expect(await page.getByRole('dialog').count()).toBe(0);
    });
  });

  test('data of a job is text wherever it is shown', async () => {
    await withPage(world, 'light', async ({ page, complaints }) => {
      for (const address of ['/', '/jobs?in=shop%2Fdev', `/jobs/${ids.hostile}`]) {
        await page.goto(address);
        await page
          .getByText(address.startsWith('/jobs?') ? 'payments:hostile' : 'onerror')
          .first()
          .waitFor();
        expect(await page.locator('main img').count()).toBe(0);
        const text = (await page.evaluate('document.body.innerText')) as string;
        expect(['\u202e', '\u001b'].filter((each) => text.includes(each))).toEqual([]);
        expect(await page.title()).not.toContain('666');
      }
      await page.getByText('Run 1 in full').click();
      expect(await page.locator('main img').count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  });

  test('the keyboard goes everywhere', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/');
      await page.getByText('What runs next').waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('j');
      await page.waitForURL('**/jobs');
      await page.locator('tbody tr').first().waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      const second = await page.locator('[data-row]').nth(1).getAttribute('href');
      expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe(second);
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${second}`);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('/');
      await page.locator('[data-find]:focus').waitFor();
      await page.keyboard.type(ids.failed);
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/jobs/${ids.failed}`);
      await page.getByRole('link', { name: 'shop/dev' }).click();
      await page.waitForURL('**/jobs?in=shop%2Fdev');
    });
  });

  test('keys ask for what can be done to a job, and do it only once that is confirmed', async () => {
    const { job_id: id } = await dispatch('ok', { cron: '0 0 1 1 *' });
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/');
      await page.keyboard.press('/');
      await page.keyboard.type(id);
      await page.keyboard.press('Enter');
      await page.getByRole('table', { name: 'Next runs' }).waitFor();
      for (const [key, title, button] of [
        ['e', 'Change the schedule', 'Reschedule…'],
        ['r', 'Run it once now?', 'Run now…'],
        ['p', 'Pause this job?', 'Pause…'],
      ] as const) {
        await page.keyboard.press(key);
        await page.getByRole('dialog', { name: title }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.locator('button:focus', { hasText: button }).waitFor();
      }
      await page.keyboard.press('p');
      await page.getByRole('dialog').getByLabel('Reason').focus();
      await page.keyboard.type('by keys');
      await page.keyboard.press('Enter');
      await page.getByText(/^Paused since .*: by keys\./).waitFor();
      await page.keyboard.press('p');
      await page.getByRole('dialog', { name: 'Resume this job?' }).waitFor();
      // The focus is on what leaves it.
      await page.keyboard.press('Escape');
      expect((await ductape.jobs.get(id)).execution_count).toBe(0);
    });
  });
}

import type { Page } from 'playwright-core';
import { until } from '../../until.ts';
import { screenshot, violationsOf, withPage } from './driver.ts';
import type { WebWorld } from './world.ts';

/** Presses a button of the page, and of the list of what is not possible now where it is there. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Confirms what the dialog asks, and waits until it is gone. */
async function confirm(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** What can be done to one job and to many: each says what it will do before it does. */
export function defineActions(world: WebWorld): void {
  const { ductape } = world;
  const dispatch = async (event = 'ok', schedule: object = { cron: '0 0 1 1 *' }) => {
    const { job_id } = await ductape.actions.dispatch({ app: 'payments', event, input: {}, schedule });
    return job_id;
  };

  test('a job is run now, paused, resumed and cancelled, each after it was said what that does', async () => {
    const id = await dispatch();
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      await press(page, 'Run now…');
      await page.getByText('That counts as run 1.').waitFor();
      await screenshot(page, 'dialog-run-light');
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Run now…');
      expect((await ductape.jobs.get(id)).execution_count).toBe(0);
      await press(page, 'Run now…');
      await confirm(page, 'Run now');
      await page.getByText('Run 1 in full').waitFor();

      await press(page, 'Pause…');
      await page.getByText('Nothing starts until it is resumed; what comes due').waitFor();
      await page.getByLabel('Reason').fill('the disk is full');
      await confirm(page, 'Pause');
      await page.locator('h1 + .chip', { hasText: 'Paused' }).waitFor();
      await page.getByText(/^Paused since .*: the disk is full\./).waitFor();
      await page.getByText('“the disk is full”').waitFor();
      await press(page, 'Resume…');
      await page.getByLabel('Reason').fill('it has room again');
      await confirm(page, 'Resume');
      await page.getByText('“it has room again”').waitFor();
      await page.locator('h1 + .chip', { hasText: 'Scheduled' }).waitFor();

      await press(page, 'Cancel…');
      await page.getByText('a cancelled job cannot be resumed').waitFor();
      await page.getByLabel('Reason').fill('not needed <b>any more</b>');
      await confirm(page, 'Cancel the job');
      await page.getByText('Cancelled: not needed <b>any more</b>').waitFor();
      expect(await ductape.jobs.get(id)).toMatchObject({ status: 'cancelled', execution_count: 1 });

      await page.getByText('What is not possible now', { exact: true }).click();
      await screenshot(page, 'job-cancelled-light');
      const pause = page.getByRole('button', { name: 'Pause…' });
      expect(await pause.getAttribute('aria-disabled')).toBe('true');
      expect(await pause.getAttribute('title')).toBe('A job that is cancelled cannot be paused.');
    });
  });

  test('a failed job is tried again, and deleted with what is left of it', async () => {
    const { job_id: id } = await ductape.actions.dispatch({ app: 'payments', event: 'fail', input: {} });
    await until('its failure', async () => (await ductape.jobs.get(id)).status === 'failed');
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      await press(page, 'Retry…');
      await confirm(page, 'Retry');
      await until('another run', async () => (await ductape.jobs.get(id)).execution_count === 2);
      await page.getByText('Run 2 in full').waitFor();
      await press(page, 'Delete…');
      await page.getByText('the history of its 2 runs are gone').waitFor();
      await confirm(page, 'Delete the job');
      await page.waitForURL('**/jobs');
      await expect(ductape.jobs.get(id)).rejects.toMatchObject({ status: 404 });
    });
  });

  test('a schedule is changed with its next times beside the present ones, and a mistake stands under its field', async () => {
    const id = await dispatch('ok', { cron: '0 8 * * *', tz: 'America/New_York', limit: 50 });
    await withPage(world, 'light', async ({ page }) => {
      await page.goto(`/jobs/${id}`);
      await press(page, 'Reschedule…');
      const cron = page.getByRole('textbox', { name: 'Cron' });
      await page.getByRole('table', { name: 'As it is' }).waitFor();
      expect(await page.getByRole('button', { name: 'Change the schedule' }).isDisabled()).toBe(true);
      await cron.fill('61 9 * * *');
      await page.locator('.mistake').first().waitFor();
      expect(await page.getByRole('button', { name: 'Change the schedule' }).isDisabled()).toBe(true);
      await cron.fill('9-17 * * * *');
      await page.getByRole('dialog').getByText('MINUTES_FOR_HOURS').waitFor();
      await page.getByRole('button', { name: 'Use it: 0 9-17 * * *' }).click();
      expect(await cron.inputValue()).toBe('0 9-17 * * *');
      await page.getByRole('dialog').getByText('MINUTES_FOR_HOURS').waitFor({ state: 'detached' });
      await cron.fill('30 9 * * *');
      await page.getByText('At 09:30').waitFor();
      await page.getByLabel('Reason').fill('later is cheaper');
      await screenshot(page, 'dialog-reschedule-light');
      expect(await violationsOf(page)).toEqual([]);
      await confirm(page, 'Change the schedule');
      expect(await ductape.jobs.get(id)).toMatchObject({
        cron: '30 9 * * *',
        tz: 'America/New_York',
        limit: 50,
      });
      await page.getByText('30 9 * * * · America/New_York').waitFor();
      await page.getByText('“later is cheaper”').waitFor();
    });
  });

  test('the next times of a job begin with its next run', async () => {
    const ids = [await dispatch('ok', { every: 7_200_000 }), world.ids.daily];
    // An interval begins at once.
    await until(
      'the first run',
      async () => (await ductape.jobs.getHistory(ids[0] ?? '')).total_executions === 1,
    );
    for (const id of ids) {
      const { next_run_at: next = 0 } = await ductape.jobs.get(id);
      await withPage(world, 'light', async ({ page }) => {
        await page.goto(`/jobs/${id}`);
        const first = page.getByRole('table', { name: 'Next runs' }).locator('time').first();
        expect(await first.getAttribute('title')).toContain(`${next} ms`);
      });
    }
  });

  test('many jobs are counted before they are cancelled, and the number is typed', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(() => dispatch('busy', { start_at: Date.now() + 9_000_000 })),
    );
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/jobs?target=payments%3Abusy&status=scheduled');
      await page.getByText('All that match…').click();
      await press(page, 'Cancel…');
      const button = page.getByRole('button', { name: 'Cancel 4 jobs' });
      await button.waitFor();
      await page.getByText('shop/dev: 4 scheduled').waitFor();
      expect(await button.isDisabled()).toBe(true);
      await page.getByLabel('Reason').fill('of the test');
      await page.getByLabel('Type 4 to confirm').fill('4');
      await screenshot(page, 'dialog-bulk-light');
      expect(await violationsOf(page)).toEqual([]);
      await confirm(page, 'Cancel 4 jobs');
      await page.getByText('4 jobs cancelled.').waitFor();
      for (const id of ids)
        expect(await ductape.jobs.get(id)).toMatchObject({ status: 'cancelled', reason: 'of the test' });
      // They stay where they were, as what left the list.
      await page.getByText('left the list').first().waitFor();
    });
  });

  test('many jobs are paused and resumed, and how far that is has an address', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/jobs?target=payments%3Afail&kind=recurring');
      await page.getByText('All that match…').click();
      await press(page, 'Pause…');
      await confirm(page, 'Pause 1 job');
      await until('the pause', async () => (await ductape.jobs.get(world.ids.failing)).status === 'paused');
      // The list of commands is closed, and the focus is where it can be opened again.
      expect(await page.evaluate('document.activeElement.textContent')).toBe('All that match…');
      await page.keyboard.press('Enter');
      await press(page, 'Resume…');
      await confirm(page, 'Resume 1 job');
      await until('its end', async () => (await ductape.jobs.get(world.ids.failing)).status === 'scheduled');
      const { id } = await ductape.jobs.retryMany({ target: 'payments:none' });
      await page.goto(`/bulk/${id}`);
      await page.getByText('0 tried again').waitFor();
      await screenshot(page, 'bulk-light');
      expect(await violationsOf(page)).toEqual([]);
    });
  });

  test('a webhook is tried, and says why nothing was delivered', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/webhooks');
      await page.getByRole('button', { name: 'Test…' }).first().click();
      await confirm(page, 'Send it');
      await page.getByText(/elivered.* in /).waitFor();
    });
  });

  test('what is typed into the preview is in the address', async () => {
    await withPage(world, 'light', async ({ page }) => {
      await page.goto('/preview');
      await page.getByRole('textbox', { name: 'Every' }).fill('90 s');
      await page.locator('.reading', { hasText: 'Every' }).waitFor();
      expect(page.url()).toContain('every=90+s');
      await page.getByRole('textbox', { name: 'Every' }).fill('soon');
      await page.locator('.mistake').first().waitFor();
      expect(await page.locator('.jobgrid.old').count()).toBe(1);
      await page.getByRole('textbox', { name: 'Every' }).fill('3600 ms');
      await page.getByRole('button', { name: 'Use it: 3600000' }).click();
      expect(await page.getByRole('textbox', { name: 'Every' }).inputValue()).toBe('1 h');
      await page.getByText('SECONDS_FOR_MS').waitFor({ state: 'detached' });
    });
  });
}

import type { Alert } from '../../../contract/alert.ts';
import type { Config } from '../../../contract/config.ts';
import { alertsOf } from '../../../core/alerts/alerts-of.ts';
import { tooManyFailed } from '../../../core/alerts/failure-rate.ts';
import { ALERT } from '../../../core/jobs/caller.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { HOUR } from '../../../core/time/units.ts';
import { claimed, committed, decide, fails, finished, minutely, NOW, newRow } from '../jobs/rows.ts';
import { once } from '../schedule/tables.ts';

const alert = (more: Partial<Alert> = {}): Alert => ({
  on: ['job.failed'],
  notification: 'oncall:alert',
  to: { callback: {} },
  ...more,
});
const configOf = (alerts: Record<string, Alert>): Config => ({
  products: { shop: { envs: { dev: { alerts } } } },
});
const failure = (row: JobRow) => {
  const before = claimed(row);
  return { sequence: '1', at: NOW, before, after: finished(before, NOW + 1, fails('CARD_DECLINED')) };
};
const told = (more: Partial<Alert>, row: JobRow = minutely()) =>
  alertsOf(failure(row), configOf({ trouble: alert(more) }));

describe('alerts', () => {
  test('tell of a run that failed, with what it was and why', () => {
    const [message, ...others] = told({});
    expect(others).toEqual([]);
    expect(message).toEqual({
      kind: 'alert',
      alert: 'trouble',
      product: 'shop',
      env: 'dev',
      cause: 'job.failed',
      at: NOW + 1,
      job: {
        id: expect.stringMatching(/^job_/),
        namespace: 'actions',
        target: 'payments:charge',
        error: 'CARD_DECLINED: told so',
      },
    });
    expect(told({}, newRow(once(NOW)))[0]?.job?.once).toBe(true);
  });

  test.each<[string, Partial<Alert>, number]>([
    ['another event', { on: ['job.missed', 'job.running_long'] }, 0],
    ['a failure rate alone', { on: [], failureRate: { above: 0.5 } }, 0],
    ['its namespace', { namespaces: ['actions', 'events'] }, 1],
    ['another namespace', { namespaces: ['events'] }, 0],
    ['its target', { targets: ['payments:charge'] }, 1],
    ['what its target begins with', { targets: ['payments'] }, 0],
    ['a named schedule', { names: ['report'] }, 0],
  ])('about %s', (_what, more, messages) => {
    expect(told(more)).toHaveLength(messages);
  });

  test('tell nothing of a run that a caller cancelled', () => {
    const before = finished(claimed(minutely({}, { retry: { retries: 3 } })), NOW + 1, fails('TIMEOUT'));
    const after = committed(decide(before, { type: 'cancel' }, NOW + 2));
    expect(after.did?.events?.map(({ event }) => event)).toContain('job.failed');
    expect(alertsOf({ sequence: '1', at: NOW, before, after }, configOf({ trouble: alert() }))).toEqual([]);
  });

  test('tell of the job of a named schedule by its name', () => {
    const declared = { name: 'report', by: 'call', digest: 'd', schedule_digest: 's' } as const;
    expect(told({ names: ['report'] }, minutely({}, { declared }))[0]?.job?.name).toBe('report');
  });

  test('tell nothing of jobs that alerts dispatched, of other products, and of a row that is only repeated', () => {
    const { before, ...change } = failure(newRow(once(NOW), { asked: ALERT }));
    const config = configOf({ trouble: alert() });
    expect(alertsOf({ before, ...change }, config)).toEqual([]);
    const other = failure(minutely({}, { product: 'constructor' }));
    expect(alertsOf(other, config)).toEqual([]);
    const { after } = failure(minutely());
    expect(alertsOf({ sequence: '2', at: NOW, before: after, after }, config)).toEqual([]);
  });
});

describe('a failure rate', () => {
  const now = NOW + HOUR / 2;
  const hour = (at: number, completed: number, failed: number) => ({
    hour: at,
    tally: { completed, failed },
  });
  test.each([
    ['fewer runs than it takes', { above: 0.1 }, [hour(NOW, 0, 9)], undefined],
    ['too many failures', { above: 0.5 }, [hour(NOW, 5, 5)], { failed: 5, runs: 10, since: NOW }],
    ['nearly as many', { above: 0.51 }, [hour(NOW, 5, 5)], undefined],
    ['an hour that does not count', { above: 0.5 }, [hour(NOW - HOUR, 0, 99), hour(NOW, 9, 1)], undefined],
    [
      'several hours',
      { above: 0.5, hours: 2 },
      [hour(NOW - HOUR, 0, 20), hour(NOW, 9, 1)],
      { failed: 21, runs: 30, since: NOW - HOUR },
    ],
    ['nothing that ran', { above: 0.5, runs: 1 }, [], undefined],
    [
      'the jobs of alerts, which do not count',
      { above: 1, runs: 5 },
      [{ hour: NOW, tally: { completed: 4, failed: 6, '+!': 4, '-!': 1 } }],
      { failed: 5, runs: 5, since: NOW },
    ],
  ])('with %s', (_what, rate, hours, found) => {
    expect(tooManyFailed(rate, hours, now)).toEqual(found);
  });
});

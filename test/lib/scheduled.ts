import type { EnvConfig } from '../../contract/config.ts';
import type { Schedule } from '../../contract/schedule.ts';

/** An env with an app, and a schedule `daily` that calls it. */
export function scheduled(schedule: Schedule = { cron: '0 9 * * *' }, more: object = {}): EnvConfig {
  const events = { charge: { method: 'POST', path: '/charge' } } as const;
  return {
    actions: { payments: { provider: 'http', baseUrl: 'https://payments.example.com', events } },
    schedules: {
      daily: { namespace: 'actions', app: 'payments', event: 'charge', input: {}, schedule, ...more },
    },
  };
}

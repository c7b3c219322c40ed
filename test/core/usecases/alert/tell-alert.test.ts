import { pagerDutyAlert, slackAlert } from '../../../../contract/alert.ts';
import type { Config } from '../../../../contract/config.ts';
import { ErrorCode } from '../../../../contract/errors.ts';
import { Limits } from '../../../../contract/limits.ts';
import { ALERT } from '../../../../core/jobs/caller.ts';
import type { AlertMessage } from '../../../../core/messages/message.ts';
import { payloadOf } from '../../../../core/ports/job-store.ts';
import { HOUR } from '../../../../core/time/units.ts';
import { checkRates } from '../../../../core/usecases/alert/check-rates.ts';
import { alertKey, tellAlert } from '../../../../core/usecases/alert/tell-alert.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { digest } from '../../../../lambdas/digest.ts';
import { parseConfig } from '../../../../namespaces/config-registry.ts';
import { inputs } from '../../../../namespaces/input-registry.ts';
import { CALLER } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1, 12);
const SCOPE = { product: 'shop', env: 'dev' };
const DASHBOARD = 'https://jobs.example.com/';

const oncall = {
  provider: 'channels',
  callback: { url: 'https://hooks.slack.com/services/$Secret{SLACK}' },
  email: { transport: 'smtp', url: 'smtp://127.0.0.1', from: 'jobs@example.com' },
  messages: {
    slack: slackAlert(),
    pager: pagerDutyAlert('$Secret{PAGER}', 'critical'),
    mail: { email: { subject: '{{summary}}', text: '{{error}} {{link}}' } },
  },
} as const;
const alerts = {
  trouble: { on: ['job.failed'], notification: 'oncall:slack', to: { callback: {} } },
  pager: { on: ['job.failed'], notification: 'oncall:pager', to: { callback: {} } },
  many: {
    failureRate: { above: 0.5 },
    notification: 'oncall:mail',
    to: { email: ['a@example.com', 'b@example.com'] },
  },
} as const;
const envOf = (more: object) => ({
  products: { shop: { envs: { dev: { notifications: { oncall }, ...more } } } },
});
const config = parseConfig(envOf({ alerts })) as Config;
const setup = { config, inputs, maxTimeout: 60_000, digest, caller: ALERT };

type Input = Record<string, Record<string, unknown>>;

const JOB = 'job_01JGH0000000000000000000AA';
const failed = (more: Partial<AlertMessage> = {}): AlertMessage => ({
  kind: 'alert',
  alert: 'trouble',
  ...SCOPE,
  cause: 'job.failed',
  at: START,
  job: { id: JOB, namespace: 'actions', target: 'payments:charge', error: 'DECLINED: no money' },
  ...more,
});

function start() {
  const world = new World(1, START, NO_FAULTS);
  const ports = world.outside();
  const rows = () => [...world.jobs.rows.values()];
  const input = async () => {
    const [row] = rows();
    return row && ((await payloadOf(row, row.payload, ports.jobs))?.input as Input);
  };
  return {
    world,
    ports,
    rows,
    input,
    tell: (message: AlertMessage) => tellAlert(message, DASHBOARD, setup, ports),
  };
}

describe('an alert', () => {
  test('is tried again for three quarters of an hour, as what people are told by may be down for a while', async () => {
    const { rows, tell } = start();
    await tell(failed());
    expect(rows()).toMatchObject([
      { retry: { retries: 8, initialDelay: 10_000, backoffMultiplier: 3, maxDelay: 600_000 } },
    ]);
  });

  test('dispatches its notification with what happened, and a link to the job', async () => {
    const { rows, input, tell } = start();
    await tell(failed());
    expect(rows()).toMatchObject([
      {
        namespace: 'notifications',
        target: 'oncall:slack',
        created_by: { actor: 'trouble', via: 'alert' },
        retry: { retries: 8 },
      },
    ]);
    expect(await input()).toEqual({
      callback: {
        body: {
          summary: 'shop/dev: a run of actions payments:charge failed: DECLINED: no money',
          alert: 'trouble',
          cause: 'job.failed',
          product: 'shop',
          env: 'dev',
          namespace: 'actions',
          target: 'payments:charge',
          job_id: JOB,
          name: '',
          error: 'DECLINED: no money',
          at: '2026-01-01T12:00:00.000Z',
          link: `https://jobs.example.com/jobs/${JOB}`,
          key: expect.any(String),
        },
      },
    });
  });

  test('is told once an hour of a job and cause, whatever the words', async () => {
    const { rows, tell } = start();
    for (const at of [START, START + 1, START + HOUR - 1]) await tell(failed({ at }));
    await tell(failed({ job: { id: JOB, namespace: 'actions', target: 'payments:charge', error: 'other' } }));
    expect(rows()).toHaveLength(1);
    await tell(failed({ at: START + HOUR }));
    await tell(failed({ cause: 'job.missed' }));
    await tell(failed({ alert: 'pager' }));
    await tell(
      failed({ job: { id: `${JOB.slice(0, -1)}B`, namespace: 'actions', target: 'payments:charge' } }),
    );
    expect(rows()).toHaveLength(5);
  });

  test('counts one-time jobs that call the same as one job', () => {
    const job = { id: JOB, namespace: 'actions', target: 'payments:charge', once: true } as const;
    const key = alertKey(failed({ job }));
    expect(alertKey(failed({ job: { ...job, id: `${JOB.slice(0, -1)}B` } }))).toBe(key);
    expect(alertKey(failed({ job: { ...job, target: 'payments:refund' } }))).not.toBe(key);
  });

  test('takes what a target said as text: no operator in it is evaluated, nor refused', async () => {
    const { input, tell } = start();
    const error = 'E: $Secret{SLACK} $Now $$Now() $Nope(1';
    await tell(failed({ job: { id: JOB, namespace: 'actions', target: 'payments:charge', error } }));
    expect((await input())?.['callback']).toMatchObject({
      body: { error: 'E: $$Secret{SLACK} $$Now $$$Now() $$Nope(1' },
    });
  });

  test('has keys that no caller can give', async () => {
    const { ports, rows, tell } = start();
    const key = digest(alertKey(failed()));
    for (const idempotency_key of [key, key.padEnd(Limits.idempotencyKeyLength)]) {
      const body = {
        ...SCOPE,
        notification: 'oncall:mail',
        input: { email: { recipients: ['a@b.c'], subject: {}, template: {} } },
      };
      const filled = {
        ...body,
        input: { email: { ...body.input.email, template: { summary: '', error: '', link: '' } } },
      };
      await dispatchJob('notifications', { ...filled, idempotency_key }, { ...setup, caller: CALLER }, ports);
    }
    await tell(failed());
    expect(rows()).toHaveLength(3);
  });

  test('that the config no longer has tells nothing', async () => {
    const { rows, tell } = start();
    for (const alert of ['gone', 'constructor']) await tell(failed({ alert }));
    expect(rows()).toEqual([]);
  });

  test('says the command that shows the job where no dashboard is served', async () => {
    const { ports, input } = start();
    await tellAlert(failed(), undefined, setup, ports);
    expect((await input())?.['callback']).toMatchObject({ body: { link: `ductape get ${JOB}` } });
  });

  test.each<[AlertMessage['cause'], Partial<AlertMessage>, string]>([
    ['job.missed', {}, 'shop/dev: occurrences of actions payments:charge did not run in time'],
    [
      'job.running_long',
      { job: { id: JOB, namespace: 'actions', target: 'payments:charge', name: 'report', expected: 90_000 } },
      'shop/dev: a run of report takes longer than expected (1 minute, 30 seconds)',
    ],
  ])('of %s says so', async (cause, more, summary) => {
    const { input, tell } = start();
    await tell(failed({ cause, ...more }));
    expect((await input())?.['callback']).toMatchObject({ body: { summary } });
  });
});

describe('a failure rate', () => {
  test('is told by the sweep once an hour, with the figures and the scope', async () => {
    const { ports, rows, input } = start();
    const check = () => checkRates([SCOPE], DASHBOARD, async () => setup, config, ports);
    const count = (tally: object, first: string) =>
      ports.stats.count({ scope: SCOPE, hour: START, shard: 's', first, last: first }, { ...tally });
    await count({ completed: 6, failed: 5 }, '1');
    await check();
    expect(rows()).toEqual([]);
    await count({ failed: 4 }, '2');
    await check();
    await count({ failed: 4 }, '3');
    await check();
    expect(rows()).toHaveLength(1);
    expect((await input())?.['email']).toMatchObject({
      recipients: ['a@example.com', 'b@example.com'],
      subject: { summary: 'shop/dev: 9 of 15 runs (60 %) failed since 12:00 UTC' },
      template: { link: 'https://jobs.example.com/stats?in=shop%2Fdev', job_id: '' },
    });
  });
});

describe('a config is refused for an alert', () => {
  const issuesOf = (alert: object) => {
    try {
      parseConfig(envOf({ alerts: { trouble: { ...alerts.trouble, ...alert } } }));
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const at = 'products.shop.envs.dev.alerts.trouble';
  test.each([
    ['whose notification is not there', { notification: 'oncal:slack' }, `${at}.notification: `],
    ['whose message is not named', { notification: 'oncall' }, `${at}.notification: expected "tag:message"`],
    [
      'with a target that nothing has',
      { targets: ['oncal:x'] },
      `${at}.targets.0: unknown resource "oncal"; did you mean "oncall"?`,
    ],
    [
      'with a misspelt field',
      { tragets: ['a'] },
      `${at}.tragets: unknown field "tragets"; did you mean "targets"?`,
    ],
    ['whose message is not there', { notification: 'oncall:slak' }, `${at}.notification: `],
    ['whose channel has no words', { to: { email: ['a@b.c'] } }, `${at}.to.email: `],
    [
      'with a recipient that is none',
      { notification: 'oncall:mail', to: { email: ['a'] } },
      `${at}.to.email.0: `,
    ],
    ['without a channel', { to: {} }, at],
    ['about nothing', { on: undefined }, `${at}: needs on or failureRate`],
    ['about an event that is none', { on: ['job.started'] }, `${at}.on.0: `],
    ['with a rate of nothing', { failureRate: { above: 0 } }, `${at}.failureRate.above: must be more than 0`],
    [
      'whose rate is to be that of some jobs',
      { on: undefined, failureRate: { above: 0.5 }, targets: ['a:b'] },
      `${at}: namespaces, targets and names are about on`,
    ],
    ['with a field that is none', { every: 5 }, `${at}`],
  ])('%s', (_what, alert, message) => {
    expect(issuesOf(alert)).toContain(message);
  });

  test('that needs what no alert gives', () => {
    const messages = { slack: { callback: { body: '{{amount}}' } } };
    const wrong = { oncall: { ...oncall, messages } };
    expect(() => parseConfig(envOf({ notifications: wrong, alerts: { trouble: alerts.trouble } }))).toThrow(
      'required by {{amount}}',
    );
  });
});

test('a conflict of another kind is a fault', async () => {
  const { ports } = start();
  const broken = {
    ...ports,
    keys: { ...ports.keys, reserve: () => Promise.reject(new Error(ErrorCode.Internal)) },
  };
  await expect(tellAlert(failed(), DASHBOARD, setup, broken)).rejects.toThrow(ErrorCode.Internal);
});

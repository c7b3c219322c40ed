import { ALERT_EVENTS, pagerDutyAlert, slackAlert } from '../../contract/alert.ts';
import { SWEEP } from '../../core/messages/message.ts';
import { SECOND } from '../../core/time/units.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld((url) => ({
    notifications: {
      oncall: {
        provider: 'channels',
        callback: { url: `${url}/ok/:to` },
        messages: { slack: slackAlert(), pager: pagerDutyAlert('key') },
      },
      broken: {
        provider: 'channels',
        callback: { url: `${url}/fail` },
        messages: { slack: slackAlert() },
      },
    },
    alerts: {
      all: {
        on: [...ALERT_EVENTS],
        notification: 'oncall:slack',
        to: { callback: { params: { to: 'all' } } },
      },
      many: {
        failureRate: { above: 0.5, runs: 3 },
        notification: 'oncall:pager',
        to: { callback: { params: { to: 'many' } } },
      },
      broken: {
        on: ['job.failed'],
        targets: ['app:fail'],
        notification: 'broken:slack',
        to: { callback: {} },
      },
    },
  }));
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const told = (to: string) =>
  world.calls.filter(({ path }) => path === `/ok/${to}`).map(({ body }) => JSON.parse(body));
/** What a person reads; the `text` beside the blocks has nothing of the app's, as Slack reads marks in it. */
const summaryOf = (message: { blocks: { text: { text: string } }[] }) => message.blocks[0]?.text.text;
const dispatch = async (event: string, more: object = {}) =>
  (await world.ductape.actions.dispatch({ app: 'app', event, input: {}, ...more })).job_id;

describe('alerts of the config', () => {
  test('tell of a target that fails once, however many one-time jobs fail by it, and not of their own jobs', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => dispatch('fail')));
    await until('the alert', () => told('all').length > 0);
    const [message] = told('all');
    expect(message.text).toBe('shop/dev: job.failed (all)');
    expect(summaryOf(message)).toMatch(/^shop\/dev: a run of actions app:fail failed: SERVICE_UNAVAILABLE: /);
    expect(ids.some((id) => JSON.stringify(message).includes(id))).toBe(true);

    const every = await dispatch('fail', { schedule: { every: SECOND, limit: 3 } });
    const ofJob = () => told('all').filter((each) => JSON.stringify(each).includes(every));
    await until('the one of a recurring job', () => ofJob().length > 0);
    const { jobs } = world.ductape;
    await until('its last run', async () => (await jobs.get(every)).status === 'completed');
    const alerts = async () => (await jobs.list({ namespace: 'notifications' })).jobs;
    await until('the alert that fails itself', async () =>
      (await alerts()).some(({ target, status }) => target === 'broken:slack' && status !== 'queued'),
    );
    expect(told('all')).toHaveLength(2);
    expect((await alerts()).map(({ target }) => target).sort()).toEqual([
      'broken:slack',
      'broken:slack',
      'oncall:slack',
      'oncall:slack',
    ]);
    const [first] = (await jobs.getAudit((await alerts())[0]?.id ?? '')).entries;
    expect(first).toMatchObject({ command: 'dispatch', via: 'alert' });
  }, 60_000);

  test('tell whatever an app says, and hold up nothing that comes after it', async () => {
    const said = [
      '😀'.repeat(300),
      `${'A'.repeat(450)}😀`,
      `a\uFFFE\uFFFF\u0001b`,
      '$$Secret{NOPE} {{link}} $$Now',
    ];
    const before = told('all').length;
    for (const message of said)
      await dispatch('refuse', { input: { body: { message } }, schedule: { every: SECOND, limit: 1 } });
    await until('the alerts', () => told('all').length === before + said.length);
    const texts = told('all').map(summaryOf);
    expect(texts).toContainEqual(expect.stringContaining('😀😀😀'));
    expect(texts).toContainEqual(expect.stringContaining('$Secret{NOPE} {{link}} $Now'));
  }, 60_000);

  test('tell of a run that takes long while it does', async () => {
    const id = await dispatch('hang', { expectedDuration: 2 * SECOND, timeout: 12 * SECOND });
    const ofJob = () => told('all').filter((each) => JSON.stringify(each).includes(id));
    await until('the alert', () => ofJob().length > 0, 20 * SECOND);
    expect(summaryOf(ofJob()[0])).toBe(
      'shop/dev: a run of actions app:hang takes longer than expected (2 seconds)',
    );
    const { jobs } = world.ductape;
    expect(await jobs.get(id)).toMatchObject({ status: 'running', expectedDuration: 2 * SECOND });
    await jobs.cancel(id);
  }, 60_000);

  test('tell of a failure rate when the sweep sees it', async () => {
    const record = {
      messageId: 'm',
      receiptHandle: 'r',
      body: SWEEP.body,
      attributes: {},
      eventSourceARN: 'bulk',
    };
    await world.cloud.executor.invoke(JSON.stringify({ Records: [record] }));
    await until('the alert', () => told('many').length > 0);
    const [{ routing_key, event_action, payload }] = told('many');
    expect({ routing_key, event_action }).toEqual({ routing_key: 'key', event_action: 'trigger' });
    expect(payload).toMatchObject({ source: 'shop/dev', class: 'failure_rate', severity: 'error' });
    expect(payload.summary).toMatch(/^shop\/dev: \d+ of \d+ runs \(\d+ %\) failed since \d\d:00 UTC$/);
  }, 60_000);
});

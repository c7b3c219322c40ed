import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import type { QueuedMessage } from '../../adapters/memory/memory-queues.ts';
import type { BulkProgress } from '../../contract/bulk.ts';
import { NoCapacity } from '../../core/errors/run-error.ts';
import { readMessage } from '../../core/messages/message.ts';
import { sentOn } from '../../core/messages/sent-on.ts';
import { HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
import { recordDeadLetter } from '../../core/usecases/execute/record-dead-letter.ts';
import { deliveryBody } from '../../core/webhooks/delivery.ts';
import type { ApiRequest } from '../../sdk/transport.ts';
import { partsOf, type Release } from './release.ts';
import { statefulResources } from './stateful-resources.ts';
import { SCOPE, World } from './world.ts';

const BEGIN = Date.UTC(2030, 0, 1, 12);

/** What is recorded stands at this moment, between two minutes. */
export const AT = BEGIN + 10 * MINUTE + 20 * SECOND;

/** Plays a story of jobs of every kind, and gives what it has left behind when it is broken off. */
async function story(): Promise<Release> {
  const world = await World.start(BEGIN, true);
  const { client, engine, calls } = world;
  const { time, ports } = engine;
  const jobs: Record<string, string> = {};
  const charge = async (name: string, schedule: object, more: object = {}) => {
    const { job_id } = await client.actions.dispatch({
      app: 'payments',
      event: 'charge',
      input: {},
      schedule,
      ...more,
    });
    jobs[name] = job_id;
    return job_id;
  };

  await engine.start();
  const webhook = await client.jobs.setWebhook({
    url: 'http://127.0.0.1:9/hook',
    events: ['job.failed'],
    secret: `whsec_${'c2VjcmV0'.repeat(4)}`,
  });
  await charge('far', { start_at: BEGIN + 28 * MINUTE });
  await charge('done', { start_at: BEGIN + MINUTE });
  await charge('minutely', { cron: '* * * * *' });
  await charge('interval', { every: 90 * SECOND });
  await charge('minute', { cron: '*/5 * * * *', precision: 'minute' });
  await charge('limited', { cron: '* * * * *', limit: 12 });
  await charge('paris', { cron: '15 13 * * *', tz: 'Europe/Paris' });
  await charge('failed', { start_at: BEGIN + MINUTE }, { input: { body: { fails: 9 } } });
  const paused = await charge('paused', { cron: '* * * * *' });
  const cancelled = await charge('cancelled', { cron: '* * * * *' });
  const moved = await charge('moved', { every: 30 * SECOND });
  await charge('keyed', { start_at: BEGIN + 28 * MINUTE }, { idempotency_key: 'order-1' });
  const deleted = await charge('deleted', { start_at: BEGIN + MINUTE }, { idempotency_key: 'order-2' });
  const backoff = { retries: 3, retryConfig: { initialDelay: 2 * MINUTE }, input: { body: { fails: 2 } } };
  await charge('backoff', { start_at: BEGIN + 9 * MINUTE }, backoff);
  const { job_id: own } = await client.workflows.dispatch({
    workflow: 'report',
    input: { to: 'me' },
    schedule: { every: 3 * MINUTE },
  });
  const charged = { namespace: 'actions', app: 'payments', event: 'charge', input: {} } as const;
  const named = await client.schedules.upsert('named', { ...charged, schedule: { cron: '*/2 * * * *' } });
  await client.schedules.upsert('named', { ...charged, retries: 1, schedule: { cron: '*/2 * * * *' } });
  const declared = await client.schedules.get('reports');
  Object.assign(jobs, { own, named: named.job.id, declared: declared.job.id });
  for (let n = 0; n < 27; n += 1) {
    const schedule = { start_at: BEGIN + 3 * HOUR };
    await client.actions.dispatch({ app: 'mails', event: 'send', input: {}, schedule });
  }

  await engine.passTo(BEGIN + 3 * MINUTE + 30 * SECOND);
  await client.jobs.cancel(cancelled, { reason: 'no longer' });
  await client.jobs.delete(deleted);
  await client.jobs.reschedule(moved, { every: MINUTE });
  await engine.passTo(BEGIN + 5 * MINUTE + 30 * SECOND);
  await client.jobs.pause(paused);
  await engine.passTo(BEGIN + 9 * MINUTE + 30 * SECOND);

  // Their messages never come to a worker that answers.
  const take = (job: string): QueuedMessage => {
    const index = time.queue.messages.findIndex(({ body }) => body.includes(job));
    const [message] = time.queue.messages.splice(index, 1);
    if (index < 0 || !message) throw new Error(`there is no message of ${job}`);
    return message;
  };
  const soon = { start_at: BEGIN + 10 * MINUTE };
  const undelivered = take(await charge('undelivered', soon));
  const lost = take(await charge('lost', soon, { input: { body: { hangs: true } } }));
  const dead = take(await charge('dead-lettered', soon));
  await engine.passTo(AT - 5 * SECOND);
  const wake = readMessage(dead.body);
  if (wake?.kind === 'timer') await recordDeadLetter(wake, ports);
  await charge('near', { start_at: BEGIN + 14 * MINUTE });

  await engine.passTo(AT);

  const list = ports.jobs.list.bind(ports.jobs);
  let pages = 0;
  ports.jobs.list = async (query) => {
    pages += 1;
    if (pages > 1) throw new NoCapacity('the process ends here');
    return await list(query);
  };
  const request = { method: 'POST', path: '/v1/jobs/bulk/cancel', body: { ...SCOPE, target: 'mails:send' } };
  const { body: progress } = await engine.transport(request as ApiRequest, AbortSignal.timeout(MINUTE));
  ports.jobs.list = list;

  const attributes = { ApproximateReceiveCount: '1', MessageGroupId: 'shop#dev' };
  const record = { messageId: 'm', receiptHandle: 'r', body: lost.body, attributes, eventSourceARN: 'main' };
  void engine.execute({ Records: [record] } as unknown as SQSEvent);
  while (!calls.some(({ job }) => job === jobs['lost'])) await new Promise(setImmediate);
  const row = await ports.jobs.get(jobs['lost'] ?? '');
  const [run] = row?.runs ?? [];
  if (run?.state !== 'running') throw new Error('the lost run has not begun');
  time.queue.messages.push({ ...lost, body: sentOn(lost.body), visibleAt: run.lease_until });

  return {
    at: AT,
    jobs,
    ids: { bulk: (progress as BulkProgress).id, webhook: webhook.id },
    calls,
    items: await world.items(),
    messages: time.queue.messages,
    deadLetters: [undelivered.body],
    deliveries: world.deliveries.deliveries.map(deliveryBody),
    schedules: [...time.scheduler.schedules.values()],
    resources: statefulResources(),
  };
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const [file, part] of Object.entries(partsOf(version, await story()))) {
  if (existsSync(file)) throw new Error(`${file} is there: a release is recorded once, when it is made`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(part, null, 1)}\n`);
}
console.log(`recorded ${version}`);
process.exit();

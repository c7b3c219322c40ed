import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Webhook } from 'standardwebhooks';
import { systemClock } from '../../adapters/aws/clock.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../adapters/aws/dynamo-webhook-store.ts';
import { SqsDeliveryQueue } from '../../adapters/aws/sqs-delivery-queue.ts';
import { exitCodeOf, explain } from '../../cli/failure.ts';
import { createProgram } from '../../cli/program.ts';
import type { WebhookPayload } from '../../contract/webhook.ts';
import { newJobId } from '../../core/jobs/job-id.ts';
import { DEAD_LETTER_AFTER } from '../../core/webhooks/delivery-policy.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../local/names.ts';
import { WEBHOOK_EVENTS } from '../../sdk/index.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { type HttpServer, startHttpServer } from '../http-server.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PATIENCE = 30_000;

interface Told {
  path: string;
  id: string;
  payload: WebhookPayload;
  at: number;
}

let world: Awaited<ReturnType<typeof startWorld>>;
let server: HttpServer;
let receiver: string;
/** Deliveries whose signature is right, in the order they came. */
const told: Told[] = [];
const forged: unknown[] = [];
/** How often each delivery of a path is refused before it is taken. */
const refusals = new Map<string, number>();

beforeAll(async () => {
  world = await startWorld();
  server = await startHttpServer(({ url: path, headers, body, at }, response) => {
    try {
      const payload = new Webhook(SECRET).verify(body, headers as Record<string, string>);
      const id = String(headers['webhook-id']);
      const before = told.filter((one) => one.path === path && one.id === id).length;
      told.push({ path, id, payload: payload as WebhookPayload, at });
      response.writeHead(before < (refusals.get(path) ?? 0) ? 503 : 204).end();
    } catch (error) {
      forged.push(error);
      response.writeHead(401).end();
    }
  });
  receiver = `http://localhost:${server.port}`;
}, 60_000);
afterAll(async () => {
  await server?.close();
  await world?.stop();
}, 30_000);

const set = (path: string, product: string | null = 'shop') =>
  world.ductape.jobs.setWebhook({
    url: receiver + path,
    events: [...WEBHOOK_EVENTS],
    secret: SECRET,
    product,
    env: product === null ? null : 'dev',
  });
const toldOf = (path: string) => told.filter((one) => one.path === path);

function aws() {
  const common = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
  const { endpoints, names } = world.cloud;
  const sqs = new SQSClient({ ...common, endpoint: endpoints.messaging, useQueueUrlAsEndpoint: false });
  const table = new DynamoTable(
    new DynamoDBClient({ ...common, endpoint: endpoints.table }),
    names.table,
    PATIENT,
  );
  return {
    sqs,
    webhooks: new DynamoWebhookStore(table, systemClock, 0),
    deliveries: new SqsDeliveryQueue(sqs, names.webhookQueue, PATIENT),
  };
}

/** Notices of one job, in the order they happened. */
function story(...events: WebhookPayload['event'][]) {
  const id = newJobId(Date.now(), Math.random);
  return events.map((event, n) => ({
    id: `${id}.${n}`,
    payload: {
      event,
      timestamp: Date.now() + n,
      job: {
        id,
        status: 'completed' as const,
        namespace: 'actions' as const,
        product: 'shop',
        env: 'dev',
        scheduled_at: Date.now(),
      },
    },
  }));
}

/** Puts notices on the queue of a webhook, as the projector does. */
async function send(webhook_id: string, notices: ReturnType<typeof story>): Promise<void> {
  const deliveries = notices.map(({ id: message_id, payload }) => ({ webhook_id, message_id, payload }));
  expect(await aws().deliveries.send(deliveries)).toBe(deliveries.length);
}

describe('webhooks', () => {
  test('are set, listed without their secret, tried and deleted', async () => {
    const { jobs } = world.ductape;
    const webhook = await set('/try', null);
    expect(webhook).toMatchObject({ url: `${receiver}/try`, enabled: true });
    expect((await jobs.listWebhooks()).webhooks).not.toContainEqual(webhook);
    const list = await jobs.listWebhooks({ product: null, env: null });
    expect(list.webhooks).toContainEqual(webhook);
    expect(JSON.stringify(list)).not.toContain(SECRET.slice(6));
    expect(await jobs.testWebhook(webhook.id)).toMatchObject({ delivered: true, status: 204 });
    expect(toldOf('/try')).toEqual([
      expect.objectContaining({ payload: expect.objectContaining({ event: 'webhook.test' }) }),
    ]);
    expect(await jobs.deleteWebhook(webhook.id)).toEqual({ deleted: true });
    await expect(jobs.testWebhook(webhook.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(jobs.deleteWebhook(webhook.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }, 30_000);

  test.each(['http://example.com/', 'https://10.0.0.1/', 'https://0xa9fea9fe/latest', 'nonsense'])(
    'never at %s',
    async (url) => {
      const setting = world.ductape.jobs.setWebhook({ url, events: ['job.failed'], secret: SECRET });
      await expect(setting).rejects.toMatchObject({ code: 'VALIDATION_ERROR', issues: [{ path: 'url' }] });
    },
  );

  test('are told what happened to a job, signed, once, in order, with the id of each event', async () => {
    const { id } = await set('/told');
    const notices = story('job.scheduled', 'job.started', 'job.completed');
    await send(id, notices.slice(0, 2));
    await send(id, notices);
    await until('all events', () => toldOf('/told').length >= 3 || undefined, PATIENCE);
    expect(toldOf('/told').map(({ id: notice, payload }) => ({ id: notice, payload }))).toEqual(notices);
    expect(forged).toEqual([]);
    await world.ductape.jobs.deleteWebhook(id);
  }, 60_000);

  test('are told what jobs do, and the statistics count it, also when the projector is killed again and again', async () => {
    const { id } = await set('/living');
    const killing = setInterval(() => {
      for (const { pid } of world.cloud.projector.environments()) process.kill(pid, 'SIGKILL');
    }, 700);
    const before = await world.ductape.jobs.getStats();
    const jobs = await Promise.all(
      Array.from({ length: 20 }, () =>
        world.ductape.actions.dispatch({
          app: 'app',
          event: 'ok',
          input: { body: {} },
          schedule: { every: 1000, limit: 3 },
        }),
      ),
    );
    await until(
      'the runs',
      () => jobs.every(({ job_id }) => world.callsOf(job_id).length === 3) || undefined,
      PATIENCE,
    );
    clearInterval(killing);
    const wanted = ['scheduled', ...Array(3).fill(['started', 'completed'])]
      .flat()
      .map((name) => `job.${name}`);
    const toldFirst = (job: string) => [
      ...new Map(
        toldOf('/living').flatMap((one) => (one.payload.job.id === job ? [[one.id, one.payload.event]] : [])),
      ).values(),
    ];
    await until(
      'all events',
      () => jobs.every(({ job_id }) => toldFirst(job_id).length >= 7) || undefined,
      PATIENCE,
    );
    for (const { job_id } of jobs) expect(toldFirst(job_id)).toEqual(wanted);
    const after = await world.ductape.jobs.getStats();
    expect([after.total - before.total, after.completed - before.completed, after.scheduled]).toEqual([
      20,
      60,
      before.scheduled,
    ]);
    expect(forged).toEqual([]);
    await world.ductape.jobs.deleteWebhook(id);
  }, 90_000);

  test('that refuse an event are told it again before what followed, while other jobs go on', async () => {
    const { id } = await set('/refusing');
    refusals.set('/refusing', 1);
    const [one, other] = [story('job.started', 'job.completed'), story('job.started')];
    await send(id, [...one, ...other]);
    const listed = async () =>
      (await world.ductape.jobs.listWebhooks()).webhooks.find((webhook) => webhook.id === id);
    await until('it is seen to fail', async () => (await listed())?.failing_since, PATIENCE);
    await until('all events', () => toldOf('/refusing').length >= 6 || undefined, PATIENCE);
    const idsOf = (notices: { id: string }[]) => notices.flatMap((notice) => [notice.id, notice.id]);
    const seen = toldOf('/refusing').map((each) => each.id);
    expect(seen.filter((each) => idsOf(one).includes(each))).toEqual(idsOf(one));
    expect(seen.filter((each) => idsOf(other).includes(each))).toEqual(idsOf(other));
    await until('it is well again', async () => (await listed())?.failing_since === undefined, PATIENCE);
    await world.ductape.jobs.deleteWebhook(id);
  }, 120_000);

  test('that failed for a day are disabled, and what was for them waits where it can be taken up again', async () => {
    const { id } = await set('/failing');
    refusals.set('/failing', Number.POSITIVE_INFINITY);
    const { webhooks, sqs } = aws();
    const row = await webhooks.get(id);
    if (!row) throw new Error('it is not there');
    await webhooks.save({ ...row, version: row.version + 1, failing_since: Date.now() - DEAD_LETTER_AFTER });
    const notices = story('job.failed');
    await send(id, notices);
    const disabled = await until(
      'it is disabled',
      async () => {
        const { webhooks: all } = await world.ductape.jobs.listWebhooks();
        return all.find((webhook) => webhook.id === id && !webhook.enabled);
      },
      PATIENCE,
    );
    expect(disabled.disabled_reason).toContain('the receiver answered 503');
    const QueueUrl = world.cloud.names.webhookDeadLetterQueue;
    const [letter] = await until(
      'the dead letter',
      async () => {
        const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
        return Messages;
      },
      PATIENCE,
    );
    expect(JSON.parse(letter?.Body ?? '')).toMatchObject({ webhook_id: id, message_id: notices[0]?.id });
    expect(await set('/failing')).toMatchObject({ id, enabled: true });
    await world.ductape.jobs.deleteWebhook(id);
  }, 60_000);
});

describe('ductape webhooks', () => {
  async function ductape(...args: string[]) {
    const said = { out: '', err: '', code: 0 };
    const io = {
      out: (text: string) => {
        said.out += `${text}\n`;
      },
      err: (text: string) => {
        said.err += text;
      },
      isTerminal: false,
    };
    try {
      await createProgram(io).parseAsync(['--endpoint', world.cloud.url, 'webhooks', ...args], {
        from: 'user',
      });
    } catch (error) {
      said.err += explain(error);
      said.code = exitCodeOf(error);
    }
    return said;
  }

  test('sets, lists, tries and deletes', async () => {
    const url = `${receiver}/cli`;
    const made = await ductape(
      'set',
      url,
      '--secret',
      SECRET,
      '--events',
      'job.failed,job.missed',
      '--product',
      'shop',
    );
    expect(made.out).toMatch(
      /^ID +STATE +PRODUCT +URL +EVENTS\nhook_\S+ +enabled +shop\/\* .*job\.failed,job\.missed\n$/,
    );
    const id = /hook_\S+/.exec(made.out)?.[0] ?? '';
    expect((await ductape('list')).out).toContain(id);
    expect((await ductape('test', id)).out).toMatch(/^delivered: 204 in \d+ ms\n$/);
    refusals.set('/cli', Number.POSITIVE_INFINITY);
    expect(await ductape('test', id)).toMatchObject({
      code: 1,
      err: expect.stringContaining('answered 503'),
    });
    expect(await ductape('delete', id)).toMatchObject({ code: 0, out: 'deleted\n' });
    expect(await ductape('delete', id)).toMatchObject({ code: 3 });
    expect((await ductape('list')).out).toBe('No webhooks.\n');
  }, 30_000);

  test.each<[string[], RegExp]>([
    [['set', 'https://example.com'], /a secret is needed/],
    [['set', 'https://10.0.0.1', '--secret', 'x'], /is not a public address/],
    [
      ['set', 'https://example.com', '--secret', 'x', '--events', 'job.done'],
      /expected one of job\.scheduled/,
    ],
    [['lst'], /Did you mean list/],
  ])('%j is not valid and says why', async (args, why) => {
    expect(await ductape(...args)).toMatchObject({ code: 2, err: expect.stringMatching(why) });
  });
});

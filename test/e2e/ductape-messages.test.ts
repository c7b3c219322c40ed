import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asRecord } from '../../contract/plain-data.ts';
import { HOUR } from '../../core/time/units.ts';
import { until } from '../until.ts';
import { startDuctapeWorld } from './ductape-world.ts';

/** The examples of Ductape's documentation that notify, publish, or use files and graphs, row by row; only hosts are today's. */

let world: Awaited<ReturnType<typeof startDuctapeWorld>>;
const aws = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

beforeAll(async () => {
  world = await startDuctapeWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const completed = (job_id: string) => world.completed(job_id);

describe('notifications', () => {
  const mailTo = (address: string) =>
    until(`a mail for ${address}`, () => world.mails.find(({ to }) => to.includes(address)), 20_000);

  test('10: a welcome goes out by e-mail', async () => {
    await world.ductape.notifications.dispatch({
      notification: 'user-emails',
      event: 'send_welcome',
      input: { email: { recipients: ['user@example.com'] } },
      retries: 3,
      retryConfig: { nonRetryableErrors: ['INVALID_EMAIL', 'UNSUBSCRIBED'] },
    });
    expect((await mailTo('user@example.com')).raw).toContain('Welcome to the shop.');
  });

  test('13: a digest is filled with the user and the date of the run in New York', async () => {
    const dispatch = {
      notification: 'digest-emails',
      event: 'daily_digest',
      input: {
        email: {
          recipients: ['digest@example.com'],
          template: { userId: 'user_123', date: '$Format($Now(), "MMMM D, YYYY")' },
        },
      },
      retries: 2,
    };
    const daily = await world.ductape.notifications.dispatch({
      ...dispatch,
      schedule: { cron: '0 8 * * *', tz: 'America/New_York' },
    });
    expect(daily.recurring).toBe(true);
    await world.ductape.notifications.dispatch(dispatch);
    const date = new Date().toLocaleDateString('en-US', {
      month: 'long',
      day: 'numeric',
      year: 'numeric',
      timeZone: 'UTC',
    });
    expect((await mailTo('digest@example.com')).raw).toContain(`For user_123 on ${date}.`);
  });

  test('14: a reminder is pushed a day before the event', async () => {
    const eventTime = Date.now() + 24 * HOUR + 2000;
    const { job_id } = await world.ductape.notifications.dispatch({
      notification: 'push-notifications',
      event: 'event_reminder',
      input: {
        push_notification: {
          device_tokens: ['ExponentPushToken[x]'],
          title: { text: 'Tomorrow' },
          body: { text: 'Your event is tomorrow' },
          data: { eventId: 'event_1' },
        },
      },
      retries: 2,
      schedule: { start_at: eventTime - 24 * HOUR },
    });
    await completed(job_id);
    const push = await until(
      'the push',
      () => world.calls.find(({ path }) => path === '/--/api/v2/push/send'),
      20_000,
    );
    expect(push.body).toEqual([
      {
        to: 'ExponentPushToken[x]',
        title: 'Tomorrow',
        body: 'Your event is tomorrow',
        data: { eventId: 'event_1' },
      },
    ]);
  });

  test('21: a weekly reminder goes out four times at most, and counts the weeks', async () => {
    const result = await world.ductape.notifications.dispatch({
      notification: 'user-emails',
      event: 'weekly_inactive_reminder',
      input: {
        email: { recipients: ['inactive@example.com'], template: { weekNumber: '$Var(execution_count)' } },
      },
      retries: 2,
      schedule: { every: 604_800_000, limit: 4 },
    });
    expect((await mailTo('inactive@example.com')).raw).toContain('Subject: Week 1');
    expect(await world.ductape.jobs.get(result.job_id)).toMatchObject({ limit: 4, execution_count: 1 });
  });
});

describe('events', () => {
  test('12: an order is published, with short retries', async () => {
    const { job_id } = await world.ductape.events.dispatch({
      broker: 'kafka-main',
      event: 'order_created',
      input: { message: { orderId: 'order_123', status: 'created' } },
      retries: 5,
      retryConfig: { initialDelay: 500, maxDelay: 30_000 },
    });
    expect((await completed(job_id)).result).toMatchObject({ message_id: expect.any(String) });
  });

  test('19: a message is put on a queue every thirty seconds', async () => {
    const message = { queue: 'order-processing', maxMessages: 100, visibilityTimeout: 30 };
    const { job_id } = await world.ductape.events.dispatch({
      broker: 'sqs-main',
      event: 'process_queue',
      input: { message },
      retries: 2,
      schedule: { every: 30_000 },
    });
    await completed(job_id);
    const sqs = new SQSClient({ ...aws, endpoint: world.cloud.endpoints.messaging });
    const QueueUrl = `${world.cloud.endpoints.messaging}/000000000000/process-queue`;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    sqs.destroy();
    expect(JSON.parse(Messages[0]?.Body ?? '')).toEqual(message);
    await world.ductape.jobs.cancel(job_id);
  });
});

describe('storage and graphs', () => {
  test('17: temporary files are cleaned up by a named operation, by pattern and age', async () => {
    const s3 = new S3Client({ ...aws, endpoint: world.cloud.endpoints.messaging, forcePathStyle: true });
    for (const Key of ['a.tmp', 'b.txt', 'upload_1']) {
      await s3.send(new PutObjectCommand({ Bucket: 'temp-storage', Key, Body: 'x' }));
    }
    const dispatch = {
      storage: 'temp-storage',
      event: 'cleanup_temp',
      input: { olderThanHours: 24, patterns: ['*.tmp', '*.temp', 'upload_*'] },
      retries: 2,
    };
    expect(
      await world.ductape.storage.dispatch({ ...dispatch, schedule: { cron: '30 4 * * *', tz: 'UTC' } }),
    ).toMatchObject({ recurring: true });
    const young = await world.ductape.storage.dispatch(dispatch);
    expect((await completed(young.job_id)).result).toMatchObject({ deleted: 0 });
    const all = await world.ductape.storage.dispatch({
      ...dispatch,
      input: { ...dispatch.input, olderThanHours: 0 },
    });
    expect((await completed(all.job_id)).result).toMatchObject({ deleted: 2 });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'temp-storage' }));
    s3.destroy();
    expect(Contents.map(({ Key }) => Key)).toEqual(['b.txt']);
  });

  test('22: expired nodes are deleted weekly', async () => {
    const cypher = async (query: string) => {
      const body = new URLSearchParams({ query });
      return asRecord(await (await fetch(`${world.graph}/openCypher`, { method: 'POST', body })).json());
    };
    await cypher('CREATE (a:Post {expired: true}), (b:Post {expired: false})');
    const dispatch = {
      graph: 'social',
      operation: 'deleteNodes',
      input: { filter: { expired: true } },
    } as const;
    expect(
      await world.ductape.graphs.dispatch({ ...dispatch, schedule: { cron: '0 0 * * 0' } }),
    ).toMatchObject({
      recurring: true,
    });
    const { job_id } = await world.ductape.graphs.dispatch(dispatch);
    expect((await completed(job_id)).result).toEqual({ deleted: 1 });
    expect((await cypher('MATCH (n) RETURN n.expired AS expired')).results).toEqual([{ expired: false }]);
  });
});

test('every cron line of the pages is taken', async () => {
  const lines =
    '*/5 * * * *|30 * * * *|0 */2 * * *|0 */6 * * *|0 9,18 * * *|0 9 * * 1-5|0 12 * * 0,6|0 10 15 * *|0 23 L * *|0 9 * * 1#1|0 0 15W * *|0 0 1 1,4,7,10 *|*/30 9-17 * * 1-5|0 0-6 * * *|0 0 1,15 * *';
  for (const cron of lines.split('|')) {
    const { job_id, recurring } = await world.ductape.actions.dispatch({
      app: 'sync-service',
      event: 'sync_data',
      input: {},
      schedule: { cron },
    });
    expect(recurring).toBe(true);
    await world.ductape.jobs.cancel(job_id);
  }
}, 30_000);

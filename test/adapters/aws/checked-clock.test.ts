import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_SETTINGS } from '../../../adapters/aws/client-settings.ts';
import { CheckedClock } from '../../../adapters/aws/clock.ts';
import { DynamoTable } from '../../../adapters/aws/dynamo-table.ts';
import { MeasuredHandler } from '../../../adapters/aws/measured-handler.ts';
import { HOUR, SECOND } from '../../../core/time/units.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../../local/names.ts';
import { type HttpServer, startHttpServer } from '../../http-server.ts';
import { PATIENT } from './patiences.ts';

const TRUE = Date.UTC(2026, 0, 1, 12) + 700;

/** A worker whose clock is `ahead` of AWS's; each answer takes 40 ms. */
function worker(ahead = 0) {
  const world = { time: TRUE, ahead, asked: 0, answersAhead: 0 };
  const machine = () => world.time + world.ahead;
  const clock = new CheckedClock(machine);
  /** One call of AWS, whose `Date` has whole seconds. */
  const answer = (took = 40) => {
    const sent = machine();
    world.time += took / 2;
    const date = Math.floor((world.time + world.answersAhead) / SECOND) * SECOND;
    world.time += took / 2;
    clock.learn({ sent, received: machine(), date });
  };
  const ask = async () => {
    world.asked += 1;
    answer();
  };
  return { world, clock, answer, sure: () => clock.makeSure(ask) };
}

describe('the clock of a worker', () => {
  test.each([
    ['an hour ahead', HOUR],
    ['an hour behind', -HOUR],
    ['eleven seconds and a half ahead', 11_500],
    ['a year ahead', 365 * 24 * HOUR],
  ])('that is %s is put right before anything is decided, and never early', async (_how, ahead) => {
    const { world, clock, sure } = worker(ahead);
    await sure();
    expect(world.asked).toBe(3);
    expect(world.time - clock.now()).toBeGreaterThanOrEqual(0);
    expect(world.time - clock.now()).toBeLessThan(1100);
    expect(Math.abs((clock.skew ?? 0) - ahead)).toBeLessThan(1100);
  });

  test.each([0, 300, -300, 8000, -8000])('that is %i ms ahead is left as it is', async (ahead) => {
    const { world, clock, answer, sure } = worker(ahead);
    await sure();
    for (let calls = 0; calls < 10; calls += 1) answer();
    expect(world.asked).toBe(1);
    expect(clock.now()).toBe(world.time + ahead);
    expect(clock.skew).toBeUndefined();
  });

  test('costs no call while there are answers, one after a minute without, and at once after a leap', async () => {
    const { world, clock, answer, sure } = worker();
    await sure();
    for (let minutes = 0; minutes < 10; minutes += 1) {
      world.time += 59 * SECOND;
      await sure();
      answer();
    }
    expect(world.asked).toBe(1);
    world.time += 61 * SECOND;
    await sure();
    expect(world.asked).toBe(2);
    world.ahead = HOUR;
    await sure();
    expect(world.asked).toBe(5);
    expect(Math.abs(clock.now() - world.time)).toBeLessThan(1100);
  });

  test('is not believed wrong for one answer that is, nor for answers given side by side', async () => {
    const { world, clock, answer, sure } = worker();
    await sure();
    world.answersAhead = HOUR;
    answer();
    world.answersAhead = 0;
    await sure();
    expect(clock.skew).toBeUndefined();

    const sent = world.time + 1000;
    for (let i = 0; i < 20; i += 1) clock.learn({ sent, received: sent + 40 + i, date: TRUE - HOUR });
    expect(clock.skew).toBeUndefined();
  });

  test('is not judged by an answer that took long, that was frozen on its way, or that has no date', async () => {
    const { world, clock, answer } = worker();
    for (let i = 0; i < 5; i += 1) {
      clock.learn({ sent: world.time, received: world.time + HOUR, date: world.time });
      clock.learn({ sent: world.time, received: world.time + 40, date: Number.NaN });
      clock.learn({ sent: world.time, received: world.time - HOUR, date: world.time });
      answer(2500);
    }
    expect(clock.skew).toBeUndefined();
  });

  test('goes by the machine again as soon as the machine is right', async () => {
    const { world, clock, answer, sure } = worker(-HOUR);
    await sure();
    expect(clock.skew).toBeDefined();
    world.ahead = 0;
    answer();
    expect(clock.now()).toBe(world.time);
  });

  test('is asked about anew before each piece of work while it is corrected, as it may be put right any time', async () => {
    const { world, clock, sure } = worker(-HOUR);
    await sure();
    world.time += 5 * SECOND;
    world.ahead = 0;
    await sure();
    expect(clock.now()).toBe(world.time);
  });

  test('is taken as it is when nothing answers, after one question', async () => {
    const { clock } = worker(HOUR);
    let asked = 0;
    await clock.makeSure(async () => {
      asked += 1;
      throw new Error('gone');
    });
    expect(asked).toBe(1);
    await clock.makeSure(() => {
      asked += 1;
      return new Promise(() => undefined);
    });
    expect(asked).toBe(2);
  });
});

describe('a client whose machine is an hour ahead', () => {
  let server: HttpServer;
  let client: DynamoDBClient | undefined;

  beforeAll(async () => {
    server = await startHttpServer((_request, response) => {
      const date = new Date(TRUE).toUTCString();
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', date }).end('{}');
    });
  });
  afterAll(async () => {
    client?.destroy();
    await server.close();
  });

  test('lets its clock learn the time from the headers of the answers', async () => {
    let machine = TRUE + HOUR;
    const clock = new CheckedClock(() => (machine += 1));
    const access = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
    client = new DynamoDBClient({
      ...CLIENT_SETTINGS,
      requestHandler: new MeasuredHandler(clock),
      endpoint: server.endpoint,
      ...access,
    });
    const table = new DynamoTable(client, 'jobs', PATIENT);
    await clock.makeSure(() => table.get({ pk: 'none', sk: 'none' }));
    // The header has whole seconds: what is past the second is taken for a part of the fault.
    expect(clock.skew).toBeGreaterThanOrEqual(HOUR + 700);
    expect(clock.skew).toBeLessThan(HOUR + 1000);
  });
});

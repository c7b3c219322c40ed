import { createProgram } from '../../cli/program.ts';
import type { SchedulePreview } from '../../sdk/index.ts';
import { Ductape } from '../../sdk/index.ts';
import { rejectionOf } from '../sdk/api-server.ts';
import { checkAnswer } from './checked-api.ts';
import { startWorld } from './world.ts';

const FROM = '2026-03-28T12:00:00Z';
let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

/** What the command line wrote. */
async function ductape(...args: string[]): Promise<string> {
  let said = '';
  const out = (text: string) => {
    said += `${text}\n`;
  };
  const program = createProgram({ out, err: out, isTerminal: false });
  await program.parseAsync(['--endpoint', world.cloud.url, ...args], { from: 'user' });
  return said;
}

test('a schedule is previewed by the client, and no job is made', async () => {
  const schedule = { cron: '30 2 * * *', tz: 'Europe/Paris', limit: 3 };
  const preview = await world.ductape.jobs.preview(schedule, { count: 5, from: FROM });
  expect(preview.occurrences.map(({ local, ends_by }) => [local, ends_by])).toEqual([
    ['Sun 2026-03-29 03:00:00 +02:00', undefined],
    ['Mon 2026-03-30 02:30:00 +02:00', undefined],
    ['Tue 2026-03-31 02:30:00 +02:00', 'limit'],
  ]);
  expect(preview.warnings.map(({ code }) => code)).toEqual(['DST_GAP', 'ENDS']);
  expect(preview.transport).toMatchObject({ by: 'native', expressions: ['cron(30 2 * * ? *)'] });
  expect((await world.ductape.jobs.list()).jobs).toEqual([]);
});

test('looks ahead from now unless told otherwise', async () => {
  const before = Date.now();
  const { from, occurrences } = await world.ductape.jobs.preview({ every: 60_000 });
  expect(from).toBeGreaterThanOrEqual(before);
  expect(occurrences.map(({ at }) => at)).toEqual(Array.from({ length: 10 }, (_, k) => from + k * 60_000));
});

test('within a product and env it is the same', async () => {
  const scoped = new Ductape({ endpoint: world.cloud.url, product: 'shop', env: 'dev', scoped: true });
  expect((await scoped.jobs.preview({ cron: '@daily' })).reading).toBe('At 00:00, every day, in UTC');
});

test('a function that invokes the dispatch function gets the same answer', async () => {
  const body = { schedule: { cron: '9-17 * * * *' }, from: FROM, count: 1 };
  const call = { method: 'POST', path: '/v1/schedules/preview', body };
  const { payload } = await world.cloud.dispatch.invoke(Buffer.from(JSON.stringify(call)));
  const answer: { status: number; body: SchedulePreview } = JSON.parse(String(payload));
  checkAnswer(call.method, call.path, answer.status, answer.body);
  expect(answer.body).toEqual(await world.ductape.jobs.preview(body.schedule, { from: FROM, count: 1 }));
});

test('everything that is wrong is named at once', async () => {
  const schedule = { cron: '61 * * * *', evry: 5 };
  expect(await rejectionOf(world.ductape.jobs.preview(schedule, { count: 1000 }))).toMatchObject({
    code: 'VALIDATION_ERROR',
    status: 400,
    issues: expect.arrayContaining([
      expect.objectContaining({ path: 'count' }),
      expect.objectContaining({ path: 'schedule.cron' }),
      { path: 'schedule.evry', message: expect.stringContaining('did you mean "every"?') },
    ]),
  });
});

test('the command line shows it to people, and to programs as JSON', async () => {
  const args = ['preview', '--cron', '9-17 * * * *', '--tz', 'Asia/Tokyo', '--limit', '20', '--from', FROM];
  const shown = await ductape(...args, '--count', '2');
  expect(shown).toMatch(
    /^Minutes 9 through 17 past the hour, every hour, every day, by the clocks of Asia\/Tokyo/,
  );
  expect(shown).toMatch(/^! MINUTES_FOR_HOURS: .* write "0 9-17 \* \* \*"\.$/m);
  expect(shown).toMatch(
    /^UTC +LOCAL \(Asia\/Tokyo\)\n2026-03-28T12:09:00Z +Sat 2026-03-28 21:09:00 \+09:00\n/m,
  );
  expect(shown).toMatch(/^Last: Sat 2026-03-28 23:10:00 \+09:00 \(limit\)$/m);
  expect(shown).toMatch(/^ {2}rate\(1 hour\)$/m);
  expect(shown).toMatch(/^Costs \$0\.000\d+ in the next 30 days\. /m);
  const preview: SchedulePreview = JSON.parse(await ductape('--json', ...args));
  expect(preview.occurrences).toHaveLength(10);
});

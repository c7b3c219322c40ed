import { firesNatively, tickOf } from '../../../core/schedule/tick.ts';
import { MINUTE } from '../../../core/time/units.ts';
import { nextFire } from '../../../local/scheduler/next-fire.ts';
import { cron, every, once } from './tables.ts';

const NOW = Date.UTC(2026, 0, 1);
const at = (text: string) => Date.parse(`${text}Z`);

describe('the tick of a recurring schedule', () => {
  const byMinute = { precision: 'minute' } as const;

  test.each([
    [MINUTE, 'rate(1 minute)'],
    [5 * MINUTE, 'rate(5 minutes)'],
    [90 * MINUTE, 'rate(90 minutes)'],
    [60 * MINUTE, 'rate(1 hour)'],
    [36 * 60 * MINUTE, 'rate(36 hours)'],
    [1440 * MINUTE, 'rate(1 day)'],
    [7 * 1440 * MINUTE, 'rate(7 days)'],
  ])('of an interval of %i ms is %s', (ms, expression) => {
    expect(tickOf({ ...every(ms, NOW), ...byMinute })).toEqual({ expressions: [expression], native: true });
  });

  test.each([
    ['every hour', every(60 * MINUTE, NOW), ['rate(1 hour)']],
    ['every day', every(1440 * MINUTE, NOW), ['rate(1 day)']],
    ['cron of two minutes of twelve hours', cron('0,30 8-19 * * *'), ['cron(0,30 8-19 * * ? *)']],
  ])('of second precision is native down to an hour: %s', (_title, table, expressions) => {
    expect(tickOf(table)).toMatchObject({ expressions, native: true });
  });

  test.each([
    ['every minute', every(MINUTE, NOW)],
    ['every hour less a minute', every(59 * MINUTE, NOW)],
    ['cron of each minute', cron('* * * * *')],
    ['cron of two minutes of thirteen hours', cron('0,30 8-20 * * *')],
  ])('of second precision that runs more often than hourly only looks after it: %s', (_title, table) => {
    expect(tickOf(table)).toEqual({ expressions: ['rate(1 hour)'], native: false });
    expect(tickOf({ ...table, ...byMinute }).native).toBe(true);
  });

  test.each([
    ['every second', every(1000, NOW)],
    ['every ninety seconds', every(90_000, NOW)],
    ['every hour and a millisecond', every(3_600_001, NOW)],
    ['cron of thirteen minutes of an hour', cron('0-12 9 LW * *')],
    ['cron with seconds', cron('*/10 * * * * *')],
    ['cron of the last weekday', cron('0 0 LW * *')],
  ])('of what EventBridge cannot say is coarse, of any precision: %s', (_title, table) => {
    const coarse = { expressions: ['rate(1 hour)'], native: false };
    expect([tickOf(table), tickOf({ ...table, ...byMinute })]).toEqual([coarse, coarse]);
  });

  test('of a cron is its translation in its zone', () => {
    expect(tickOf(cron('0 9 1 * MON', { tz: 'Europe/Paris' }))).toEqual({
      expressions: ['cron(0 9 1 * ? *)', 'cron(0 9 ? * 2 *)'],
      timezone: 'Europe/Paris',
      native: true,
    });
  });
});

describe('an occurrence that the tick alone fires', () => {
  const daily = cron('30 2 * * *', { tz: 'America/New_York' });
  const hourly = cron('0 * * * *', { tz: 'America/New_York' });

  test.each([
    ['is an ordinary one', daily, at('2026-03-09T06:30'), true],
    ['is not one that a gap moved', daily, at('2026-03-08T07:00'), false],
    ['is the first showing of a time shown twice', hourly, at('2026-11-01T05:00'), true],
    ['is not the second showing of it', hourly, at('2026-11-01T06:00'), false],
    ['is again the one after it', hourly, at('2026-11-01T07:00'), true],
    [
      'is not a second showing at Lord Howe, half an hour later',
      cron('*/15 * * * *', { tz: 'Australia/Lord_Howe', precision: 'minute' }),
      at('2026-04-04T15:15'),
      false,
    ],
    [
      'is not a second showing at Troll, two hours later',
      cron('0 * * * *', { tz: 'Antarctica/Troll' }),
      at('2026-10-25T02:00'),
      false,
    ],
    ['is any of an interval of whole hours', every(60 * MINUTE, NOW), NOW, true],
    ['is none of a coarse tick', every(5 * MINUTE, NOW), NOW, false],
    ['is none of a one-time job', once(NOW), NOW, false],
  ])('%s', (_title, schedule, occurrence, expected) => {
    expect(firesNatively(schedule, occurrence)).toBe(expected);
  });

  const changes = ['03-08', '03-29', '04-05', '09-27', '10-04', '10-25', '11-01'];
  const zones = ['America/New_York', 'Australia/Lord_Howe', 'Antarctica/Troll', 'Pacific/Chatham'];

  test.each(zones)('is one at which EventBridge fires, through all clock changes: %s', (tz) => {
    const table = cron('*/30 * * * *', { tz, precision: 'minute' });
    const [expression = ''] = tickOf(table).expressions;
    for (const noon of changes.map((date) => at(`2026-${date}T12:00`))) {
      for (let time = noon - 1440 * MINUTE; time < noon; time += 30 * MINUTE) {
        const fires = nextFire({ expression, zone: tz, anchor: 0 }, time - 1) === time;
        expect([time, firesNatively(table, time)]).toEqual([time, fires]);
      }
    }
  });
});

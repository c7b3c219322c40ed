import type { Schedule } from '../../../contract/schedule.ts';
import { readSchedule } from '../../../core/schedule/read-schedule.ts';
import { HOUR } from '../../../core/time/units.ts';

const NOW = Date.UTC(2026, 0, 1, 12);

const read = (schedule: unknown) => readSchedule(schedule as Schedule, NOW);
const table = (schedule: unknown) => {
  const checked = read(schedule);
  return checked.ok ? checked.value : checked.issues;
};
const faults = (schedule: unknown) => {
  const checked = read(schedule);
  return checked.ok ? {} : Object.fromEntries(checked.issues.map(({ path, message }) => [path, message]));
};

const defaults = { overlap: 'skip', missed: 'latest', precision: 'second' };

describe('a schedule that is well-formed', () => {
  test.each([
    ['is due now when there is none', undefined, { kind: 'once', at: NOW, precision: 'second' }],
    ['is due now when it is empty', {}, { kind: 'once', at: NOW, precision: 'second' }],
    [
      'runs once at start_at',
      { start_at: NOW + HOUR },
      { kind: 'once', at: NOW + HOUR, precision: 'second' },
    ],
    [
      'runs now when its one moment is past',
      { start_at: NOW - HOUR, precision: 'minute' },
      { kind: 'once', at: NOW, precision: 'minute' },
    ],
    [
      'reads start_at in ISO 8601',
      { start_at: '2026-01-01T14:00+01:00' },
      { kind: 'once', at: NOW + HOUR, precision: 'second' },
    ],
    [
      'anchors an interval at the moment of dispatch',
      { every: 60_000 },
      { kind: 'every', every: 60_000, anchor: NOW, ...defaults },
    ],
    [
      'anchors an interval at start_at, past or future',
      { every: 60_000, start_at: NOW - HOUR },
      { kind: 'every', every: 60_000, anchor: NOW - HOUR, ...defaults },
    ],
    [
      'reads a cron in UTC by default',
      { cron: ' 0 9 * * * ' },
      { kind: 'cron', cron: '0 9 * * *', tz: 'UTC', ...defaults },
    ],
    [
      'reads a cron in its zone, from start_at on',
      { cron: '0 9 * * *', tz: 'Europe/Paris', start_at: NOW + HOUR },
      { kind: 'cron', cron: '0 9 * * *', tz: 'Europe/Paris', start: NOW + HOUR, ...defaults },
    ],
    [
      'takes timezone for tz, also when both say the same',
      { cron: '0 9 * * *', tz: 'US/Eastern', timezone: 'US/Eastern' },
      { kind: 'cron', cron: '0 9 * * *', tz: 'America/New_York', ...defaults },
    ],
    [
      'reads moments without an offset by the clocks of its zone, dates from midnight on',
      { cron: '0 9 * * *', tz: 'Europe/Paris', start_at: '2026-07-01T09:00', endDate: '2026-08-01' },
      {
        kind: 'cron',
        cron: '0 9 * * *',
        tz: 'Europe/Paris',
        start: Date.UTC(2026, 6, 1, 7),
        end: Date.UTC(2026, 6, 31, 22),
        ...defaults,
      },
    ],
    [
      'reads moments with an offset, and Unix ms, alike in every zone',
      {
        cron: '0 9 * * *',
        timezone: 'Asia/Tokyo',
        start_at: '2026-07-01T09:00Z',
        endDate: NOW + 365 * 24 * HOUR,
      },
      {
        kind: 'cron',
        cron: '0 9 * * *',
        tz: 'Asia/Tokyo',
        start: Date.UTC(2026, 6, 1, 9),
        end: NOW + 365 * 24 * HOUR,
        ...defaults,
      },
    ],
    [
      'reads a moment in a gap as the first instant after it, and one that comes twice as the first',
      {
        cron: '0 9 * * *',
        tz: 'America/New_York',
        start_at: '2026-03-08T02:30',
        endDate: '2026-11-01T01:30:00',
      },
      {
        kind: 'cron',
        cron: '0 9 * * *',
        tz: 'America/New_York',
        start: Date.UTC(2026, 2, 8, 7),
        end: Date.UTC(2026, 10, 1, 5, 30),
        ...defaults,
      },
    ],
    [
      'reads its one moment without an offset by the clocks of its zone',
      { start_at: '2030-01-01T09:00', tz: 'Europe/Paris' },
      { kind: 'once', at: Date.UTC(2030, 0, 1, 8), precision: 'second' },
    ],
    [
      'reads the date that an interval begins on, and the one it ends on, in its zone',
      { every: 60_000, start_at: '2026-07-01', endDate: '2026-07-02', timezone: 'America/New_York' },
      {
        kind: 'every',
        every: 60_000,
        anchor: Date.UTC(2026, 6, 1, 4),
        end: Date.UTC(2026, 6, 2, 4),
        ...defaults,
      },
    ],
    [
      'takes a zone that one of its moments is read in, beside one that names its offset',
      { every: 60_000, start_at: NOW, endDate: '2026-07-02T00:00', tz: 'Asia/Tokyo' },
      { kind: 'every', every: 60_000, anchor: NOW, end: Date.UTC(2026, 6, 1, 15), ...defaults },
    ],
    [
      'reads moments without an offset in UTC where it has no zone',
      { every: 60_000, start_at: '2026-01-01T13:00' },
      { kind: 'every', every: 60_000, anchor: NOW + HOUR, ...defaults },
    ],
    [
      'keeps limit, endDate and policies',
      {
        every: 1000,
        limit: 1,
        endDate: '2026-01-01T12:00:00Z',
        overlap: 'queue',
        missed: 'all',
        precision: 'minute',
      },
      {
        kind: 'every',
        every: 1000,
        anchor: NOW,
        limit: 1,
        end: NOW,
        overlap: 'queue',
        missed: 'all',
        precision: 'minute',
      },
    ],
  ])('%s', (_title, schedule, expected) => {
    expect(table(schedule)).toEqual(expected);
  });
});

const NO_USE = 'needs cron, or a start_at or endDate that names no offset';

describe('a schedule that contradicts itself', () => {
  test.each<[string, unknown, Record<string, unknown>]>([
    [
      'cannot have cron and every',
      { cron: '0 9 * * *', every: 1000 },
      { 'schedule.every': 'cannot stand beside cron' },
    ],
    ['cannot bound a single run by limit', { limit: 3 }, { 'schedule.limit': 'needs cron or every' }],
    [
      'cannot bound a single run by endDate',
      { start_at: NOW, endDate: NOW + HOUR },
      { 'schedule.endDate': 'needs cron or every' },
    ],
    [
      'cannot have policies for a single run',
      { overlap: 'skip', missed: 'skip' },
      { 'schedule.overlap': 'needs cron or every', 'schedule.missed': 'needs cron or every' },
    ],
    ['cannot have a zone that nothing is read in', { tz: 'UTC' }, { 'schedule.tz': NO_USE }],
    [
      'cannot have a zone for an interval whose moments name their offset',
      { every: 1000, timezone: 'UTC', start_at: NOW, endDate: '2026-06-01T00:00:00+02:00' },
      { 'schedule.timezone': NO_USE },
    ],
    [
      'cannot name two zones',
      { cron: '0 9 * * *', tz: 'UTC', timezone: 'Europe/Paris' },
      { 'schedule.timezone': 'is another name of tz and says something else' },
    ],
    [
      'cannot end before the first occurrence, which it names',
      { cron: '0 9 * * *', endDate: NOW + HOUR },
      { 'schedule.endDate': 'is before the first occurrence, which is 2026-01-02T09:00:00.000Z' },
    ],
    [
      'cannot end before it starts',
      { every: 1000, start_at: NOW + HOUR, endDate: NOW + HOUR - 1 },
      { 'schedule.endDate': 'is before the first occurrence, which is 2026-01-01T13:00:00.000Z' },
    ],
    [
      'cannot have ended',
      { every: HOUR, start_at: NOW - 10 * HOUR, endDate: NOW - HOUR },
      { 'schedule.endDate': 'is before the first occurrence, which is 2026-01-01T12:00:00.000Z' },
    ],
  ])('%s', (_title, schedule, expected) => {
    expect(faults(schedule)).toEqual(expected);
  });

  test('may end exactly on its only occurrence', () => {
    expect(read({ cron: '0 9 * * *', endDate: '2026-01-02T09:00:00Z' }).ok).toBe(true);
  });
});

describe('a schedule with a mistake', () => {
  test.each<[string, unknown, Record<string, unknown>]>([
    [
      'in a name is told the nearest one',
      { evry: 1000, end_date: NOW },
      {
        'schedule.evry': 'unknown field "evry"; did you mean "every"?',
        'schedule.end_date': 'unknown field "end_date"; did you mean "endDate"?',
      },
    ],
    [
      'in seconds is told that ms are expected',
      { start_at: 1_767_225_600 },
      { 'schedule.start_at': '1767225600 looks like seconds; Unix time in ms is expected' },
    ],
    [
      'in both dates is told of both',
      { every: 1000, start_at: 'soon', endDate: 1e18 },
      {
        'schedule.start_at': 'expected Unix ms or an ISO 8601 date and time, got "soon"',
        'schedule.endDate': 'must be at most 253402300799999 (the end of the year 9999)',
      },
    ],
    [
      'of a date that is not finite',
      { start_at: Number.NaN },
      { 'schedule.start_at': 'expected finite number or string, got number NaN' },
    ],
    [
      'of a date of another type',
      { start_at: true },
      { 'schedule.start_at': expect.stringMatching(/expected/) },
    ],
    ['of an interval too short', { every: 999 }, { 'schedule.every': 'must be at least 1000 ms; got 999' }],
    [
      'of an interval past what numbers hold',
      JSON.parse('{"every":1e400}'),
      { 'schedule.every': 'expected finite number, got number Infinity' },
    ],
    [
      'of an interval too long',
      { every: 3653 * 24 * HOUR + 1 },
      { 'schedule.every': 'must be at most 315619200000 ms; got 315619200001' },
    ],
    [
      'of an interval with a fraction',
      { every: 1000.5 },
      { 'schedule.every': 'expected an integer, got number 1000.5' },
    ],
    [
      'of an interval in words',
      { every: '5 minutes' },
      { 'schedule.every': 'expected number, got string "5 minutes"' },
    ],
    ['of no runs', { every: 1000, limit: 0 }, { 'schedule.limit': 'must be at least 1; got 0' }],
    ['of half a run', { every: 1000, limit: 1.5 }, { 'schedule.limit': expect.stringMatching(/integer/) }],
    [
      'of a policy that there is not',
      { every: 1000, overlap: 'wait', missed: 'none', precision: 'ms' },
      {
        'schedule.overlap': 'expected one of skip, allow, queue; got "wait"',
        'schedule.missed': 'expected one of latest, skip, all; got "none"',
        'schedule.precision': 'expected one of second, minute; got "ms"',
      },
    ],
    [
      'in a cron is told what is wrong with it',
      { cron: '60 9 * * *' },
      { 'schedule.cron': 'not a valid cron expression: "60" in the minute field: it takes 0 to 59' },
    ],
    ['of a cron too long', { cron: '0 '.repeat(200) }, { 'schedule.cron': 'must be at most 256 characters' }],
    [
      'of a cron that never fires',
      { cron: '0 0 31 2 *' },
      { 'schedule.cron': 'never fires: no date in the future matches it' },
    ],
    [
      'of a cron whose year is over',
      { cron: '0 0 0 1 1 * 2025' },
      { 'schedule.cron': 'never fires: no date in the future matches it' },
    ],
    [
      'of a cron whose year is over before it starts',
      { cron: '0 0 0 1 6 * 2026', start_at: '2027-01-01' },
      { 'schedule.cron': 'never fires: no date in the future matches it' },
    ],
    [
      'in a zone',
      { cron: '0 9 * * *', tz: 'Mars/Phobos' },
      { 'schedule.tz': 'unknown time zone; an IANA name such as Europe/Paris is expected' },
    ],
    [
      'in a zone that only ICU knows is told the nearest names',
      { cron: '0 9 * * *', tz: 'BST' },
      {
        'schedule.tz':
          '"BST" is not the name of an IANA time zone; did you mean Europe/London or Asia/Dhaka?',
      },
    ],
    [
      'in a zone by its other name',
      { cron: '0 9 * * *', timezone: 'UTC+2' },
      { 'schedule.timezone': expect.stringContaining('Etc/GMT-2, all the year and with the sign inverted') },
    ],
    ['that is not an object', 'daily', { schedule: 'expected object, got string "daily"' }],
    ['that is a list', [], { schedule: 'expected object, got array' }],
  ])('%s', (_title, schedule, expected) => {
    expect(faults(schedule)).toEqual(expected);
  });

  test.each(['59 59 23 31 12 * 9999', '0 0 20 31 12 * 9999'])(
    'that first fires after the last moment there is, as %s does in New York, is told so',
    (cron) => {
      expect(faults({ cron, tz: 'America/New_York' })).toEqual({
        'schedule.cron': 'never fires: its first date is after 9999-12-31T23:59:59.999Z',
      });
    },
  );

  test('is none where the last moment there is comes first', () => {
    expect(faults({ cron: '59 59 23 31 12 * 9999' })).toEqual({});
    expect(faults({ cron: '59 59 18 31 12 * 9999', tz: 'America/New_York' })).toEqual({});
  });

  test('is told of everything at once: shapes, names, contradictions, zone and cron', () => {
    expect(
      faults({ cron: '61 * * * *', every: 5000, tz: 'Nowhere', limit: 0, endDate: 17e8, overlp: 'skip' }),
    ).toEqual({
      'schedule.cron': 'not a valid cron expression: "61" in the minute field: it takes 0 to 59',
      'schedule.every': 'cannot stand beside cron',
      'schedule.tz': 'unknown time zone; an IANA name such as Europe/Paris is expected',
      'schedule.limit': 'must be at least 1; got 0',
      'schedule.endDate': '1700000000 looks like seconds; Unix time in ms is expected',
      'schedule.overlp': 'unknown field "overlp"; did you mean "overlap"?',
    });
  });

  test.each(['__proto__', 'constructor', 'toString'])('cannot name %s', (name) => {
    expect(Object.keys(faults(JSON.parse(`{"${name}":1}`)))).toEqual([`schedule.${name}`]);
  });
});

test('a cron whose one date is the moment of its dispatch runs then', () => {
  const at = Date.UTC(2027, 0, 1);
  expect(readSchedule({ cron: '0 0 0 1 1 * 2027' }, at)).toMatchObject({ ok: true });
  expect(readSchedule({ cron: '0 0 0 1 1 * 2027' }, at + 1)).toMatchObject({ ok: false });
});

test('a local moment beside a zone that is none is told of the zone alone', () => {
  const read = readSchedule(
    { cron: '0 9 * * *', tz: 'Mars/Base', start_at: '2027-07-01T09:00' },
    Date.UTC(2027, 0, 1),
  );
  expect(read.ok ? [] : read.issues.map(({ path }) => path)).toEqual(['schedule.tz']);
});

test.each([
  ['9999-12-31T23:59:59', Date.UTC(10_000, 0, 1) - 1],
  ['9999-12-31T18:59:59', Date.UTC(9999, 11, 31, 23, 59, 59)],
])('a local end that comes after the last moment there is, as %s may, is that moment', (endDate, end) => {
  expect(table({ cron: '0 9 * * *', tz: 'America/New_York', endDate })).toMatchObject({ end });
});

test('a cron may have 256 characters, an interval last ten years', () => {
  const cron = `0${' '.repeat(248)}9 * * *`;
  expect(cron).toHaveLength(256);
  expect(faults({ cron })).toEqual({});
  expect(faults({ every: 3653 * 24 * HOUR })).toEqual({});
});

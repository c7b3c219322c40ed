import { IANA_NAMES } from '../../../core/schedule/iana-names.ts';
import { isIanaName, readZone, zoneFault } from '../../../core/schedule/zone.ts';

/** The names that ICU takes for zones though IANA does not have them. */
const ONLY_ICU = [
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST',
  ...['AST4', 'AST4ADT', 'CST6', 'CST6CDT', 'EST5', 'EST5EDT', 'HST10', 'MST7', 'MST7MDT'].map(
    (id) => `SystemV/${id}`,
  ),
  ...['PST8', 'PST8PDT', 'YST9', 'YST9YDT'].map((id) => `SystemV/${id}`),
  'Canada/East-Saskatchewan US/Pacific-New',
].flatMap((line) => line.split(' '));

const isKnownToIcu = (name: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
};

const offset = (name: string, fixed: string) =>
  `"${name}" is not the name of an IANA time zone; did you mean a city's, such as Europe/Paris, ` +
  `or ${fixed}, all the year and with the sign inverted?`;

describe('the name of a zone', () => {
  test.each([
    ['UTC', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['Europe/Paris', 'Europe/Paris'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
  ])('%s of the IANA regions stays as it is', (name, kept) => {
    expect(readZone(name)).toBe(kept);
  });

  test.each([
    ['US/Eastern', 'America/New_York'],
    ['EST', 'America/Panama'],
    ['EST5EDT', 'America/New_York'],
    ['GB', 'Europe/London'],
    ['Zulu', 'UTC'],
    ['GMT', 'UTC'],
    ['utc', 'UTC'],
  ])('%s is resolved to %s, as EventBridge takes names of the regions', (name, kept) => {
    expect(readZone(name)).toBe(kept);
  });

  test('of IANA is taken in any case and put right before anything else sees it', () => {
    for (const name of IANA_NAMES) {
      const kept = readZone(name);
      expect(IANA_NAMES).toContain(kept);
      expect([name, readZone(name.toLowerCase())]).toEqual([name, kept]);
      expect([name, readZone(name.toUpperCase())]).toEqual([name, kept]);
    }
    expect(readZone('Asia/KOLKATA')).toBe('Asia/Kolkata');
  });

  test('of every zone of this Node is one of IANA, so that the list is not older than the tz data', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !IANA_NAMES.includes(name))).toEqual([]);
  });

  test('that only ICU knows is refused in any case, with the nearest names of IANA', () => {
    for (const name of ONLY_ICU) {
      expect([name, isKnownToIcu(name)]).toEqual([name, true]);
      expect([name, readZone(name), readZone(name.toLowerCase())]).toEqual([name, undefined, undefined]);
      const [, near = ''] = /did you mean (.+)\?$/.exec(zoneFault(name)) ?? [];
      expect([name, near.split(' or ').filter((zone) => !IANA_NAMES.includes(zone))]).toEqual([name, []]);
    }
  });

  test.each([
    ['BST', '"BST" is not the name of an IANA time zone; did you mean Europe/London or Asia/Dhaka?'],
    ['Paris', '"Paris" is not the name of an IANA time zone; did you mean Europe/Paris?'],
    ['new york', '"new york" is not the name of an IANA time zone; did you mean America/New_York?'],
    ['Europe/Lodnon', '"Europe/Lodnon" is not the name of an IANA time zone; did you mean Europe/London?'],
    ['EDT', '"EDT" is not the name of an IANA time zone; did you mean America/New_York?'],
    ['GMT+2', offset('GMT+2', 'Etc/GMT-2')],
    ['UTC+02:00', offset('UTC+02:00', 'Etc/GMT-2')],
    ['gmt-11', offset('gmt-11', 'Etc/GMT+11')],
    ['+05:00', offset('+05:00', 'Etc/GMT-5')],
    ['UTC+5:30', 'unknown time zone; an IANA name such as Europe/Paris is expected'],
    ['UTC-14', 'unknown time zone; an IANA name such as Europe/Paris is expected'],
    ['Mars/Phobos', 'unknown time zone; an IANA name such as Europe/Paris is expected'],
  ])('%s is answered by: %s', (name, message) => {
    expect(readZone(name)).toBeUndefined();
    expect(zoneFault(name)).toBe(message);
  });

  test.each([
    '',
    'Mars/Phobos',
    '+05:00',
    'local',
    'Factory',
    'Europe/Paris ',
    'Europe/'.padEnd(60, 'x'),
    '../etc',
    '__proto__',
  ])('"%s" is none', (name) => {
    expect(readZone(name)).toBeUndefined();
    expect(zoneFault(name)).not.toBe('');
  });
});

/** Names that ICU or people know and IANA does not. */
const NOT_OF_IANA =
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST SystemV/AST4 ' +
  'SystemV/AST4ADT SystemV/CST6 SystemV/CST6CDT SystemV/EST5 SystemV/EST5EDT SystemV/HST10 SystemV/MST7 ' +
  'SystemV/MST7MDT SystemV/PST8 SystemV/PST8PDT SystemV/YST9 SystemV/YST9YDT Canada/East-Saskatchewan US/Pacific-New ' +
  'EDT CDT MDT PDT AEST CEST EEST KST MSK';

test.each(NOT_OF_IANA.split(' '))('%s is refused, and every zone that is told instead is one', (name) => {
  expect(readZone(name)).toBeUndefined();
  const told = /did you mean (.*)\?$/.exec(zoneFault(name))?.[1]?.split(' or ') ?? [''];
  expect(told.map(readZone)).toEqual(told);
});

test('a name is one of IANA when it is written as IANA writes it', () => {
  expect(['Europe/Paris', 'US/Eastern', 'UTC'].map(isIanaName)).toEqual([true, true, true]);
  expect(['europe/paris', 'BST', 'Mars/Base', ''].map(isIanaName)).toEqual([false, false, false, false]);
});

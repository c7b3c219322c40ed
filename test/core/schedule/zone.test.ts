import { readZone } from '../../../core/schedule/zone.ts';

describe('the name of a zone', () => {
  test.each([
    ['UTC', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['Europe/Paris', 'Europe/Paris'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
  ])('%s of the IANA regions stays as it is', (name, kept) => {
    expect(readZone(name)).toBe(kept);
  });

  test.each([
    ['US/Eastern', 'America/New_York'],
    ['GB', 'Europe/London'],
    ['Zulu', 'UTC'],
    ['GMT', 'UTC'],
    ['utc', 'UTC'],
    ['europe/paris', 'Europe/Paris'],
    ['America/new_york', 'America/New_York'],
  ])('%s is resolved to %s, as EventBridge takes names of the regions', (name, kept) => {
    expect(readZone(name)).toBe(kept);
  });

  test('of an alias in the wrong case is not kept in that case', () => {
    for (const name of ['asia/kolkata', 'Asia/kolkata']) {
      expect(['Asia/Kolkata', 'Asia/Calcutta']).toContain(readZone(name));
    }
  });

  test.each(['', 'Mars/Phobos', '+05:00', 'local', 'Europe/Paris ', 'Europe/'.padEnd(60, 'x'), '../etc'])(
    '"%s" is none',
    (name) => {
      expect(readZone(name)).toBeUndefined();
    },
  );
});

import { nearestName, unknownName, unknownNames } from '../../../core/validation/nearest-name.ts';

describe('the nearest name', () => {
  test.each([
    ['retrys', 'retries'],
    ['RETRIES', 'retries'],
    ['shedule', 'schedule'],
    ['end_date', 'endDate'],
    ['limt', 'limit'],
    ['envs', 'env'],
  ])('to %s is %s', (name, known) => {
    expect(nearestName(name, ['env', 'retries', 'schedule', 'endDate', 'limit'])).toBe(known);
  });

  test.each(['xyz', 'completely-different', '', 'k'.repeat(100_000)])(
    'is none when nothing is near',
    (name) => {
      expect(nearestName(name, ['env', 'retries', 'schedule'])).toBeUndefined();
    },
  );

  test('is none that is far, however long it is', () => {
    expect(
      nearestName('Mars/Phobos', ['Africa/Abidjan', 'a-name-of-another-kind-altogether']),
    ).toBeUndefined();
  });

  test('is told, or else what is known', () => {
    expect(unknownName('field', 'retrys', ['retries', 'env'])).toBe(
      'unknown field "retrys"; did you mean "retries"?',
    );
    expect(unknownName('field', 'xyz', ['retries', 'env'])).toBe('unknown field "xyz"; known: env, retries');
    expect(unknownName('event', 'xyz', [])).toBe('unknown event "xyz"; known: none');
  });
});

test('a name that is as far as names are compared is near to none', () => {
  expect(nearestName('foo', ['initialDelay'])).toBeUndefined();
  expect(nearestName('foo', ['nonRetryableErrors', 'backoffMultiplier'])).toBeUndefined();
});

test('a name is never told to be a slip of itself', () => {
  expect(nearestName('to', ['ms', 'to'])).toBeUndefined();
  expect(unknownName('field', 'to', ['ms', 'to'])).toBe(
    'field "to" does not go with the others that are given',
  );
});

test('of many unknown names ten are compared with what is known, 99 are named, and the rest is counted', () => {
  const found = Array.from({ length: 101 }, (_, n) => ({ name: `retrys${n}`, path: `f${n}` }));
  const issues = unknownNames(['field', 'fields'], found, ['retries'], 'rest');
  const compared = issues.filter(({ message }) => /did you mean|known:/.test(message));
  expect([compared.length, issues.length]).toEqual([10, 100]);
  expect(issues[10]).toEqual({ path: 'f10', message: 'unknown field "retrys10"' });
  expect(issues.at(-1)).toEqual({ path: 'rest', message: '2 more unknown fields' });
});

import { nearestName, unknownName } from '../../../core/validation/nearest-name.ts';

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

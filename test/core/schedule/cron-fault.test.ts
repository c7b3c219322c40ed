import { CronPattern } from 'croner';
import fc from 'fast-check';
import { cronFault } from '../../../core/schedule/cron-fault.ts';

/** Pieces that fields are made of, valid and not. */
const piece = fc.constantFrom(
  ...[
    '*',
    '0',
    '1',
    '5',
    '7',
    '9',
    '12',
    '31',
    '59',
    '60',
    '/',
    '-',
    ',',
    'L',
    'W',
    '#',
    '+',
    'SUN',
    'fri',
    'JAN',
  ],
  ...['mon-sun', '1-5', '*/2', '5L', '1#2', '15W', 'LW', '2-4/2'],
);
const field = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*') },
  fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
);

function isReadByCroner(pattern: string): boolean {
  try {
    new CronPattern(pattern, 'UTC', { sloppyRanges: false });
    return true;
  } catch {
    return false;
  }
}

test('what croner refuses is told in words, and what it reads is not refused', () => {
  let [read, refused] = [0, 0];
  fc.assert(
    fc.property(fc.array(field, { minLength: 5, maxLength: 6 }), (fields) => {
      const pattern = fields.join(' ');
      const isRead = isReadByCroner(pattern);
      expect([pattern, cronFault(pattern) === undefined]).toEqual([pattern, isRead]);
      if (isRead) read += 1;
      else refused += 1;
    }),
    { numRuns: 3000, seed: 20270102 },
  );
  expect(read * refused).toBeGreaterThan(0);
});

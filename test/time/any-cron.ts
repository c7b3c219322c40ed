import fc from 'fast-check';

const inOrder = (a: number, b: number) => [Math.min(a, b), Math.max(a, b)];

function list(min: number, max: number) {
  return fc
    .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 })
    .map((values) => values.sort((a, b) => a - b).join(','));
}

function range(min: number, max: number) {
  return fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min: 1, max: 5 }))
    .map(([a, b, step]) => `${inOrder(a, b).join('-')}${step > 1 ? `/${step}` : ''}`);
}

/** A field of a cron between two numbers: a star, steps, a list, or a range with or without steps. */
function field(min: number, max: number) {
  const steps = fc.integer({ min: 2, max: 7 }).map((n) => `*/${n}`);
  return fc.oneof(fc.constant('*'), steps, list(min, max), range(min, max));
}

const day = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*') },
  field(1, 31),
  fc.constantFrom('L', '?', '15W', '1W', '31W', 'LW', '1,L', '31', '1W,15'),
);
const weekday = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*') },
  field(0, 6),
  fc.constantFrom('?', 'MON-FRI', '7', '5L', 'TUE#3', '+MON', '+*', '0,3#5', 'SAT,SUN', 'FRI#L'),
);
const month = fc.oneof({ weight: 4, arbitrary: fc.constant('*') }, field(1, 12), fc.constant('JAN-MAR'));

/** Crons of five fields. */
export const anyCron = fc
  .tuple(field(0, 59), field(0, 23), day, month, weekday)
  .map((fields) => fields.join(' '));

/** Crons of six fields, seconds first. */
export const anyCronOfSeconds = fc
  .tuple(field(0, 59), field(0, 59), field(0, 23), day, month, weekday)
  .map((fields) => fields.join(' '));

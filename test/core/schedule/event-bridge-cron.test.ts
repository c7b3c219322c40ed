import fc from 'fast-check';
import { nextCron } from '../../../core/schedule/cron.ts';
import { eventBridgeCrons } from '../../../core/schedule/event-bridge-cron.ts';
import { nextFire } from '../../../local/scheduler/next-fire.ts';
import { parseScheduleExpression } from '../../../local/scheduler/schedule-expression.ts';

const NOW = Date.UTC(2026, 0, 1);

/** When several EventBridge expressions fire together, as a reader of its own works it out. */
function nextOfAny(expressions: readonly string[], after: number): number | null {
  const next = expressions.flatMap(
    (expression) => nextFire({ expression, zone: 'UTC', anchor: 0 }, after) ?? [],
  );
  return next.length > 0 ? Math.min(...next) : null;
}

function expectSameMinutes(cron: string, from: number, count: number): void {
  const expressions = eventBridgeCrons(cron);
  let ours: number | null = from;
  let theirs: number | null = from;
  for (let i = 0; i < count && ours !== null; i += 1) {
    ours = nextCron(cron, 'UTC', ours);
    theirs = nextOfAny(expressions, theirs ?? 0);
    expect({ cron, expressions, at: theirs }).toEqual({ cron, expressions, at: ours });
  }
}

describe('the EventBridge translation of a cron expression', () => {
  test.each([
    ['0 9 * * *', 'cron(0 9 * * ? *)'],
    ['0 8 * * *', 'cron(0 8 * * ? *)'],
    ['0 2 * * *', 'cron(0 2 * * ? *)'],
    ['0 * * * *', 'cron(0 * * * ? *)'],
    ['30 4 * * *', 'cron(30 4 * * ? *)'],
    ['0 1 * * *', 'cron(0 1 * * ? *)'],
    ['0 0 * * 0', 'cron(0 0 ? * 1 *)'],
    ['*/5 * * * *', 'cron(0,5,10,15,20,25,30,35,40,45,50,55 * * * ? *)'],
    ['30 * * * *', 'cron(30 * * * ? *)'],
    ['0 */2 * * *', 'cron(0 0,2,4,6,8,10,12,14,16,18,20,22 * * ? *)'],
    ['0 */6 * * *', 'cron(0 0,6,12,18 * * ? *)'],
    ['0 9,18 * * *', 'cron(0 9,18 * * ? *)'],
    ['0 9 * * 1-5', 'cron(0 9 ? * 2-6 *)'],
    ['0 12 * * 0,6', 'cron(0 12 ? * 1,7 *)'],
    ['0 10 15 * *', 'cron(0 10 15 * ? *)'],
    ['0 23 L * *', 'cron(0 23 L * ? *)'],
    ['0 9 * * 1#1', 'cron(0 9 ? * 2#1 *)'],
    ['0 0 15W * *', 'cron(0 0 15W * ? *)'],
    ['0 0 1 1,4,7,10 *', 'cron(0 0 1 1,4,7,10 ? *)'],
    ['*/30 9-17 * * 1-5', 'cron(0,30 9-17 ? * 2-6 *)'],
    ['0 0-6 * * *', 'cron(0 0-6 * * ? *)'],
    ['0 0 1,15 * *', 'cron(0 0 1,15 * ? *)'],
  ])('of "%s", from the pages of Ductape, is %s and fires on the same minutes', (cron, expression) => {
    expect(eventBridgeCrons(cron)).toEqual([expression]);
    expectSameMinutes(cron, NOW, 100);
  });

  test.each([
    ['0 12 1 * MON', ['cron(0 12 1 * ? *)', 'cron(0 12 ? * 2 *)']],
    ['0 12 * * +MON', ['cron(0 12 ? * 2 *)']],
    ['0 12 L,1W,10 * *', ['cron(0 12 10 * ? *)', 'cron(0 12 L * ? *)', 'cron(0 12 1W * ? *)']],
    ['0 12 * * MON,TUE#2,FRI#L', ['cron(0 12 ? * 2 *)', 'cron(0 12 ? * 3#2 *)', 'cron(0 12 ? * 6L *)']],
    ['0 0 0 1 1 * 2027,2029', ['cron(0 0 1 1 ? 2027,2029)']],
    ['0 30 6 * * 0-6', ['cron(30 6 ? * * *)']],
    ['@weekly', ['cron(0 0 ? * 1 *)']],
  ])('of "%s" is %j', (cron, expressions) => {
    expect(eventBridgeCrons(cron)).toEqual(expressions);
    expectSameMinutes(cron, NOW, 40);
  });

  test.each([
    ['seconds other than 0', '30 0 9 * * *'],
    ['every second', '* * * * * *'],
    ['the last weekday of a month', '0 0 LW * *'],
    ['a day of the month that is also a day of the week', '0 0 13 * +FRI'],
    ['more parts than four expressions', '0 0 * * MON#1,TUE#2,WED#3,THU#4,FRI#L'],
    ['more years than fit into an expression', '0 0 0 1 1 * 1970-2199/2'],
    ['years that EventBridge does not know', '0 0 0 1 1 * 2300'],
  ])('cannot say %s', (_what, cron) => {
    expect(eventBridgeCrons(cron)).toEqual([]);
  });

  const list = (min: number, max: number) =>
    fc
      .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 })
      .map((values) => values.sort((a, b) => a - b).join(','));
  const range = (min: number, max: number) =>
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min: 1, max: 5 }))
      .map(([a, b, step]) => `${Math.min(a, b)}-${Math.max(a, b)}${step > 1 ? `/${step}` : ''}`);
  const field = (min: number, max: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: 2, max: 7 }).map((n) => `*/${n}`),
      list(min, max),
      range(min, max),
    );
  const day = fc.oneof(field(1, 28), fc.constantFrom('L', '?', '15W', '1,L', '31', '1W,15'));
  const weekday = fc.oneof(field(0, 6), fc.constantFrom('?', 'MON-FRI', '7', '5L', 'TUE#3', '+*', '0,3#5'));
  const anyCron = fc
    .tuple(field(0, 59), field(0, 23), day, field(1, 12), weekday)
    .map((fields) => fields.join(' '));

  test('fires on exactly the minutes of the cron, whatever the cron', () => {
    fc.assert(
      fc.property(anyCron, fc.integer({ min: 0, max: 1500 }), (cron, days) => {
        if (eventBridgeCrons(cron).length > 0) expectSameMinutes(cron, NOW + days * 86_400_000, 12);
      }),
      { numRuns: 200 },
    );
  });

  test('is something EventBridge takes: at most four expressions of 256 characters, one day field "?"', () => {
    fc.assert(
      fc.property(anyCron, (cron) => {
        const expressions = eventBridgeCrons(cron);
        expect(expressions.length).toBeLessThanOrEqual(4);
        for (const expression of expressions) {
          expect(expression.length).toBeLessThanOrEqual(256);
          expect(parseScheduleExpression(expression)).not.toBeNull();
          const [, , days, , weekdays] = expression.slice(5, -1).split(' ');
          expect([days, weekdays].filter((part) => part === '?')).toHaveLength(1);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('what EventBridge cannot take', () => {
  const years = Array.from({ length: 40 }, (_, i) => 2027 + 2 * i).join(',');
  const minutes = (...last: number[]) =>
    [1, 3, 5, 7, ...last, ...Array.from({ length: 11 }, (_, i) => 11 + 2 * i)].join(',');

  test('is an expression of more than 256 characters, also as one of two', () => {
    const [whole = ''] = eventBridgeCrons(`0 ${minutes(9)} 0 1 1 * ${years}`);
    expect(whole).toHaveLength(256);
    expect(eventBridgeCrons(`0 ${minutes()},33 0 1 1 * ${years}`)).toEqual([]);
    expect(eventBridgeCrons(`0 ${minutes(9)} 0 1 1 MON ${years}`)).toHaveLength(2);
    expect(eventBridgeCrons(`0 ${minutes(9)} 0 10 1 MON ${years}`)).toEqual([]);
  });

  test('is more than four expressions', () => {
    expect(eventBridgeCrons('0 0 1,1W,2W,3W * *')).toHaveLength(4);
    expect(eventBridgeCrons('0 0 1,L,1W,2W,3W * *')).toEqual([]);
  });

  test('is a year after 2199', () => {
    expect(eventBridgeCrons('0 0 0 1 1 * 2199,2200')).toEqual(['cron(0 0 1 1 ? 2199)']);
    expect(eventBridgeCrons('0 0 0 1 1 * 2200')).toEqual([]);
    expect(eventBridgeCrons('0 0 0 1 1 * 2027-2029')).toEqual(['cron(0 0 1 1 ? 2027-2029)']);
    expect(eventBridgeCrons('0 0 0 1 1 * 2027-2028')).toEqual(['cron(0 0 1 1 ? 2027,2028)']);
  });
});

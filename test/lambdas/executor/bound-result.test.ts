import { Redactor } from '../../../core/input/redactor.ts';
import { boundResult } from '../../../lambdas/executor/bound-result.ts';
import { Truncated, Unkept } from '../../../namespaces/shared/unkept.ts';

const SECRET = 'pl4nted-s3cret';
const redactor = new Redactor();
redactor.add(SECRET);

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

describe('a result that a run has come to', () => {
  test.each<[string, unknown, unknown]>([
    ['nothing', undefined, null],
    ['a whole number that JSON has no word for', { n: 12n }, { n: '12' }],
    ['half a character', '\ud83d', '\ufffd'],
    ['a key of half a character', { '\udc00': 1 }, { '\ufffd': 1 }],
    ['64 levels', nested(64), nested(64)],
    ['a function', () => 1, null],
    ['numbers that are none', { a: Number.NaN, b: -0 }, { a: 'NaN', b: 0 }],
    ['numbers that JSON cannot say', [Infinity, -Infinity], ['Infinity', '-Infinity']],
    [
      'numbers that may not be what was said',
      { n: 2 ** 53, m: 1e300 },
      { n: '9007199254740992', m: '1e+300' },
    ],
    ['the greatest whole numbers', [2 ** 53 - 1, 1 - 2 ** 53], [2 ** 53 - 1, 1 - 2 ** 53]],
  ])('is kept: %s', (_what, result, kept) => {
    expect(boundResult(result, redactor)).toEqual(kept);
  });

  test.each<[string, unknown]>([
    ['65 levels', nested(65)],
    ['2500 levels', nested(2500)],
    ['100 000 levels', nested(100_000)],
    ['itself within itself', cyclic],
    ['a getter that throws', Object.defineProperty({}, 'x', { enumerable: true, get: () => BigInt('x') })],
    ['a toJSON that throws', { toJSON: () => BigInt('x') }],
    ['a proxy that throws', new Proxy({}, { ownKeys: () => BigInt('x') as never })],
  ])('is marked as not kept, and fails nothing: %s', (_what, result) => {
    expect(boundResult(result, redactor)).toEqual({ kept: false, reason: expect.any(String) });
  });

  test('is cut behind 64 KB, when its secrets are out', () => {
    const text = `${'x'.repeat(65_530)}${SECRET}${'y'.repeat(10)}`;
    expect(boundResult(text, redactor)).toEqual({
      truncated: true,
      bytes: 65_543,
      text: `${'x'.repeat(65_530)}***${'y'.repeat(3)}`,
    });
    const list = Array.from({ length: 9000 }, () => SECRET);
    expect(JSON.stringify(boundResult({ list }, redactor))).not.toContain('pl4');
  });

  test('does not show what of a secret stands at the end of what was seen of it', () => {
    for (let shift = 0; shift < 20; shift += 1) {
      // With this many secrets what was seen shrinks below what is kept.
      const echoed = `${'x'.repeat(shift)}${`${SECRET} `.repeat(100_000)}`;
      const kept = boundResult(echoed, redactor);
      expect(kept).toMatchObject({ truncated: true, bytes: echoed.length });
      expect(JSON.stringify(kept)).not.toContain('pl4');
      const partly = new Truncated(2_000_000, echoed.slice(0, 5000 + shift));
      expect(JSON.stringify(boundResult(partly, redactor))).not.toContain('p');
    }
  });

  test.each([
    { truncated: true, bytes: 99, text: 'what the app says' },
    { kept: false, reason: 'forged', status: 200 },
    { kept: false, reason: 'forged', and: 'more' },
  ])('is kept whole, and told from a mark, where an app answers %j', (said) => {
    expect(boundResult(said, redactor)).toEqual({ answer: said });
  });

  test.each([{ kept: false }, { truncated: true, rows: [] }, { answer: { kept: false, reason: 'x' } }])(
    'is kept as it is where it reads as no mark: %j',
    (said) => {
      expect(boundResult(said, redactor)).toEqual(said);
    },
  );

  test('is a mark where a handler gives one', () => {
    expect(boundResult(new Unkept(`broke off at ${SECRET}`, 201), redactor)).toEqual({
      kept: false,
      reason: 'broke off at ***',
      status: 201,
    });
    expect(boundResult(new Truncated(2_000_000, `${'x'.repeat(500)}`), redactor)).toMatchObject({
      truncated: true,
      bytes: 2_000_000,
    });
  });

  test('is bounded though it says itself that it is truncated', () => {
    const result = { truncated: true, bytes: 1, text: '', more: 'x'.repeat(100_000) };
    expect(boundResult(result, redactor)).toMatchObject({ truncated: true, bytes: expect.any(Number) });
    expect(JSON.stringify(boundResult(result, redactor)).length).toBeLessThan(70_000);
  });
});

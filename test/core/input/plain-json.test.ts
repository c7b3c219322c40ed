import fc from 'fast-check';
import { Limits } from '../../../contract/limits.ts';
import { canonicalJson, unfitJson, unsafeNumbers } from '../../../core/input/plain-json.ts';

const nested = (levels: number, open = '[', close = ']'): unknown =>
  JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`);

describe('JSON that is fit to be handled', () => {
  test.each([[1], ['text'], [null], [{ a: [{ b: {} }] }], [{ ['proto']: 1, prototypes: 2 }]])(
    '%j',
    (value) => {
      expect(unfitJson(value)).toEqual([]);
    },
  );

  test('may be nested to the bound', () => {
    expect(unfitJson(nested(Limits.bodyDepth))).toEqual([]);
  });
});

describe('JSON that is unfit', () => {
  test('is nested one level deeper than the bound', () => {
    expect(unfitJson(nested(Limits.bodyDepth + 1))).toEqual([
      { path: '0.0.0.0', message: 'nested deeper than 32 levels' },
    ]);
  });

  test.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('is nested 100 000 levels deep in %s, and overflows no stack', (_what, open, close) => {
    const deep = nested(100_000, open, close);
    expect(unfitJson(deep)).toEqual([{ path: expect.any(String), message: 'nested deeper than 32 levels' }]);
  });

  test.each(['__proto__', 'constructor', 'prototype'])('has a key %s, at any depth', (key) => {
    expect(unfitJson(JSON.parse(`{"a":[{"${key}":{}}],"b":1}`))).toEqual([
      { path: `a.0.${key}`, message: `the name "${key}" is not allowed` },
    ]);
  });

  test('has all of its bad keys named', () => {
    const value: unknown = JSON.parse('{"constructor":1,"a":{"prototype":2}}');
    expect(unfitJson(value).map(({ path }) => path)).toEqual(['constructor', 'a.prototype']);
  });

  test('has twenty of them named at most, also of those that stand in one object', () => {
    const three: unknown = JSON.parse('{"__proto__":1,"constructor":2,"prototype":3}');
    expect(unfitJson(Array(7).fill(three))).toHaveLength(20);
  });

  test('has bad keys named with at most 100 characters of each that leads to them', () => {
    expect(unfitJson({ ['k'.repeat(101)]: { constructor: 1 } })).toMatchObject([
      { path: `${'k'.repeat(100)}.constructor` },
    ]);
  });
});

describe('the canonical text of JSON', () => {
  test('has the keys of every object in order, and lists as they are', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }, 3], a: { z: null, y: 'x' } })).toBe(
      '{"a":{"y":"x","z":null},"b":[{"c":2,"d":1},3]}',
    );
    expect(canonicalJson([3, 1, 2])).toBe('[3,1,2]');
    expect([{}, [], undefined, [undefined, null]].map(canonicalJson)).toEqual([
      '{}',
      '[]',
      'null',
      '[null,null]',
    ]);
  });

  test('is the same for the same value, whatever the order of its keys', () => {
    const reversed = (value: unknown): unknown =>
      typeof value !== 'object' || value === null
        ? value
        : Array.isArray(value)
          ? value.map(reversed)
          : Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, inner]) => [key, reversed(inner)]),
            );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(canonicalJson(reversed(plain))).toBe(canonicalJson(plain));
      }),
    );
  });

  test('is another for another value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (one, other) => {
        const [a, b]: unknown[] = [JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other))];
        if (canonicalJson(a) === canonicalJson(b)) expect(a).toEqual(b);
        else expect(a).not.toEqual(b);
      }),
    );
  });
});

describe('numbers of an input', () => {
  test.each([
    '0',
    '-0',
    '1e15',
    '9007199254740991',
    '-9007199254740991',
    '0.1',
    '5e-324',
    '9007199254740990.5',
  ])('may be %s', (text) => {
    expect(unsafeNumbers(JSON.parse(`{"a":[${text}]}`), 'input')).toEqual([]);
  });

  test.each(['9007199254740992', '-9007199254740992', '1e20', '-1.5e300', '1e999', '-1e999'])(
    'cannot be %s, and are named by their path',
    (text) => {
      expect(unsafeNumbers(JSON.parse(`{"a":[1,{"b":${text}}]}`), 'input')).toEqual([
        {
          path: 'input.a.1.b',
          message: 'a number beyond ±(2^53−1), where numbers are not exact: send it as text',
        },
      ]);
    },
  );

  test('are named twenty at most', () => {
    const many = Array.from({ length: 50_000 }, () => 1e20);
    expect(unsafeNumbers(many, 'input')).toHaveLength(20);
  });
});

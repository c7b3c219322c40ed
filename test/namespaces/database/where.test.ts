import { readWhere } from '../../../namespaces/shared/where.ts';

const read = (where: unknown, phase: 'dispatch' | 'run' = 'run') => readWhere(where, phase);
const issues = (where: unknown, phase: 'dispatch' | 'run' = 'run') => {
  const result = read(where, phase);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`);
};

describe('readWhere', () => {
  test('reads equality, operators in every spelling, and nested groups into one tree', () => {
    expect(
      read({
        a: 1,
        b: { $GTE: 2, $NOT_IN: ['x'] },
        $OR: [{ c: null }, { $and: [{ d: { $IS_NULL: false } }] }],
      }),
    ).toEqual({
      ok: true,
      value: {
        kind: 'group',
        by: 'and',
        of: [
          { kind: 'compare', field: 'a', by: 'eq', value: 1 },
          { kind: 'compare', field: 'b', by: 'gte', value: 2 },
          { kind: 'among', field: 'b', values: ['x'], negated: true },
          {
            kind: 'group',
            by: 'or',
            of: [
              { kind: 'null', field: 'c', negated: false },
              { kind: 'null', field: 'd', negated: true },
            ],
          },
        ],
      },
    });
  });

  test.each([
    '$eq $ne $gt $gte $lt $lte $in $nin $like $isNull $isNotNull $between $contains $startsWith $endsWith',
    '$EQ $NE $GT $GTE $LT $LTE $IN $NIN $NOT_IN $LIKE $IS_NULL $IS_NOT_NULL $BETWEEN $CONTAINS $STARTS_WITH $ENDS_WITH',
  ])('knows %s', (operators) => {
    for (const operator of operators.split(' ')) {
      const operand = /null/i.test(operator)
        ? true
        : /in$/i.test(operator)
          ? ['x']
          : /between/i.test(operator)
            ? ['a', 'b']
            : 'x';
      expect(issues({ field: { [operator]: operand } })).toEqual([]);
    }
  });

  test('an empty where is not a condition, an empty group or field is a mistake', () => {
    expect(read({})).toEqual({ ok: true, value: undefined });
    expect(issues({ $or: [] })).toEqual(['$or: expected a list of at least one condition, got a list']);
    expect(issues({ $and: [{}], a: {} })).toEqual([
      '$and.0: expected at least one condition',
      'a: expected a value or at least one operator',
    ]);
  });

  test('names every unknown operator and the one that was likely meant', () => {
    expect(issues({ age: { $gtt: 1, $startWith: 'x', nested: 1 }, $nor: [{}], $gt: 3 })).toEqual([
      'age.$gtt: unknown operator "$gtt"; did you mean "$gt"?',
      'age.$startWith: unknown operator "$startWith"; did you mean "$startsWith"?',
      expect.stringMatching(/^age.nested: unknown operator "nested"; known: \$eq, /),
      expect.stringMatching(/^\$nor: unknown operator "\$nor"; did you mean "\$or"\?/),
      '$gt: $gt belongs below a field: {"field": {"$gt": …}}',
    ]);
  });

  test('names operands of the wrong shape by their path', () => {
    expect(
      issues({
        a: { $between: [1] },
        b: { $in: 'x' },
        c: { $in: [] },
        d: { $like: 5 },
        e: { $gt: true },
        f: { $isNull: 'yes' },
        g: [1],
        h: { $between: [1, null] },
        i: { $startsWith: '' },
        j: Number.NaN,
        k: { $and: [{}] },
        l: { $in: [1, { x: 1 }] },
      }),
    ).toEqual([
      'a.$between: expected a list of two values, [from, to]; got 1',
      'b.$in: expected a list of 1 to 1000 values; got string',
      'c.$in: expected a list of 1 to 1000 values; got 0',
      'd.$like: expected text of at least one character, got 5',
      'e.$gt: expected text or a number, got boolean',
      'f.$isNull: expected true or false, got string',
      'g: expected text, a boolean or a number, got a list',
      'h.$between.1: expected text or a number, got null; test it with {"$isNull": true}',
      'i.$startsWith: expected text of at least one character, got string',
      'j: expected text, a boolean or a number, got NaN',
      'k.$and: $and stands beside fields, not below one',
      'l.$in.1: expected text, a boolean or a number, got object',
    ]);
  });

  test('at dispatch an operator may stand for a value or a list, at run it may not', () => {
    const where = {
      a: { $LT: '$Now()' },
      b: { $in: '$Split("a,b", ",")' },
      c: { $between: '$Session{range}' },
    };
    expect(issues(where, 'dispatch')).toEqual([]);
    expect(issues(where, 'run')).toHaveLength(2);
  });

  test.each([
    '',
    ' ',
    'a b',
    'a"b',
    "a'b",
    'a;b',
    'a.b.c.d.e',
    '__proto__',
    'a.__proto__',
    'x'.repeat(129),
    'a\u0000b',
  ])('refuses %j as a field', (field) => {
    expect(issues(JSON.parse(`{${JSON.stringify(field)}: 1}`))).toHaveLength(1);
  });

  test('refuses what is not an object, and more conditions than its bound', () => {
    for (const where of [null, 'a=1', 5, [], undefined]) expect(issues(where)).toHaveLength(1);
    const many = { $or: Array.from({ length: 101 }, (_, index) => ({ a: index })) };
    expect(issues(many)).toEqual([': at most 100 conditions; got more']);
  });
});

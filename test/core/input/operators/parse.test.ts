import { Chance } from '../../../../bench/virtual/chance.ts';
import { holdsOperator, isPlain, literally, parse } from '../../../../core/input/operators/parse.ts';

const parts = (text: string) => parse(text, () => undefined).parts;
const call = (name: string, args: object[] = []) => ({ name, form: '()', args, key: '' });
const text = (...inner: unknown[]) => ({ parts: inner });
const number = (written: string, value: number | boolean | null) => ({
  parts: [written],
  literal: { value },
});

test.each<[string, unknown[]]>([
  ['', []],
  ['plain', ['plain']],
  ['$Now', [call('Now')]],
  ['a $Now b', ['a ', call('Now'), ' b']],
  ['$Now()$Now', [call('Now'), call('Now')]],
  ['$$Now() x', ['$Now() x']],
  ['a$$Now()$Now', ['a$Now()', call('Now')]],
  ['$Secret{ A b }', [{ name: 'Secret', form: '{}', args: [], key: 'A b' }]],
  [
    '$Add( 1 , -2.5,true, null )',
    [call('Add', [number('1', 1), number('-2.5', -2.5), number('true', true), number('null', null)])],
  ],
  ['$Add(1.,01,9007199254740993)', [call('Add', [text('1.'), number('01', 1), text('9007199254740993')])]],
  ['$Concat("a, b)" , \'c\\\'"d\')', [call('Concat', [text('a, b)'), text('c\'"d')])]],
  ['$Concat("a\\\\b\\"c")', [call('Concat', [text('a\\b"c')])]],
  ['$Trim( x $Now y )', [call('Trim', [text('x ', call('Now'), ' y')])]],
  ['$Trim( )', [call('Trim')]],
  ['$Trim(,)', [call('Trim', [text(), text()])]],
  ['$Trim($Trim(a),b)c', [call('Trim', [text(call('Trim', [text('a')])), text('b')]), 'c']],
  ['$Trim($Now )', [call('Trim', [text(call('Now'))])]],
  ['$Secret{A}b', [{ name: 'Secret', form: '{}', args: [], key: 'A' }, 'b']],
  ['$Trim(1$Now)', [call('Trim', [text('1', call('Now'))])]],
  ['$Trim($Now 1 )', [call('Trim', [text(call('Now'), ' 1')])]],
  ['$Trim(false ,toString)', [call('Trim', [number('false', false), text('toString')])]],
  ['$Trim("a\\\\")b', [call('Trim', [text('a\\')]), 'b']],
  ['$Trim($$Now())', [call('Trim', [text('$Now(')]), ')']],
])('%j is taken apart into %j', (source, expected) => {
  expect(parts(source)).toEqual(expected);
});

test('each operator is told of before it is read, an escaped one too', () => {
  let calls = 0;
  parse('$Now $$Now() $Trim($Now())', () => {
    calls += 1;
  });
  expect(calls).toBe(4);
});

test('an operator has at most 100 arguments, and stands at most 32 deep', () => {
  const many = (count: number) => `$Add(${Array(count).fill('1').join(',')})`;
  expect(parts(many(100))).toHaveLength(1);
  expect(() => parts(many(101))).toThrow('$Add( has more than 100 arguments');
  const deep = (depth: number) => `${'$Trim('.repeat(depth)}x${')'.repeat(depth)}`;
  expect(parts(deep(32))).toHaveLength(1);
  expect(() => parts(deep(33))).toThrow('operators are nested deeper than 32');
});

test.each([
  ['$Now(', '$Now( is not closed'],
  ['$Now("x" y)', '$Now( is not closed'],
  ['$Now("x', 'a quoted text in $Now( is not closed'],
  ['$Now(\'x"', 'a quoted text in $Now( is not closed'],
  ['$Now("x\\"', 'a quoted text in $Now( is not closed'],
  ['$Secret{', '$Secret{ is not closed'],
  [`$${'N'.repeat(101)}(`, `$${'N'.repeat(100)}( is not closed`],
])('%j cannot be taken apart: %s', (source, fault) => {
  expect(() => parts(source)).toThrow(fault);
});

test.each([
  ['$Now', true, false],
  ['$Now2', false, true],
  ['$Nope(', true, false],
  ['$Nope{', true, false],
  ['$$Now', false, false],
  ['$5 US$ $gt', false, true],
  ['', false, true],
])('%j holds an operator: %s, and stands for itself: %s', (source, holds, plain) => {
  expect([holdsOperator(source), isPlain(source)]).toEqual([holds, plain]);
});

test('any text stands for itself once what would be operators in it is escaped', () => {
  const pieces = ['$', 'Now', 'Secret', '{', '}', '(', ')', 'A', ' ', '$Trim(', '"', '1', '_'];
  for (let seed = 1; seed <= 2000; seed += 1) {
    const chance = new Chance(seed);
    const source = Array.from(
      { length: chance.between(0, 12) },
      () => pieces[chance.between(0, pieces.length - 1)],
    ).join('');
    expect(holdsOperator(literally(source))).toBe(false);
    expect(parts(literally(source)).join('')).toBe(source);
  }
});

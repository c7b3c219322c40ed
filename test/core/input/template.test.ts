import fc from 'fast-check';
import { fill, fillIssues, fillText, placeholders, unknownKinds } from '../../../core/input/template.ts';

describe('placeholders', () => {
  test('are found in every text of a JSON value, each once', () => {
    expect(placeholders({ a: 'Hello {{name}}', b: ['{{ name }}', { c: '{{user.id}}' }], n: 1 })).toEqual([
      'name',
      'user.id',
    ]);
    expect(placeholders('{{}} {{ }} {name} {{a b}}')).toEqual([]);
  });

  test('keep the type of what fills a whole text, and are text within a longer one', () => {
    const variables = { n: 5, list: [1, 2], user: { id: 7, name: 'Ann' }, no: null };
    const template = ['{{n}}', '{{ list:list }}', '{{user.id}}', '{{no:nullable}}', '{{user:any}}'];
    expect(fill(template, variables)).toEqual([5, [1, 2], 7, null, { id: 7, name: 'Ann' }]);
    expect(fill('{{n}}/{{list:list}}/{{user.name}}/{{user:any}}', variables)).toBe(
      '5/[1,2]/Ann/{"id":7,"name":"Ann"}',
    );
  });

  test('are not filled again by what fills them', () => {
    expect(fill('a {{a}}', { a: '{{b}}', b: 'x' })).toBe('a {{b}}');
  });

  test('are escaped as the place they stand in asks', () => {
    const encode = (text: string) => text.replaceAll('<', '&lt;');
    expect(fill('<b>{{a}}</b>', { a: '<i>' }, encode)).toBe('<b>&lt;i></b>');
    expect(fill('{{a}}', { a: '<i>' }, encode)).toBe('&lt;i>');
  });

  test('that nothing fills are named, also those that reach into prototypes', () => {
    expect(() => fill('{{gone}}', {})).toThrow('nothing was given for {{gone}}');
    expect(() => fill('{{constructor.name}}', {})).toThrow('{{constructor.name}}');
    expect(() => fill('{{a.b}}', { a: 'text' })).toThrow('{{a.b}}');
  });
});

describe('a placeholder', () => {
  const object = { $ne: 'zzz' };

  test.each([
    ['{{x}}', ['', 'text', 0, -1.5, true, false], [null, [], ['a'], {}, object]],
    ['{{x:nullable}}', [null, 'text', 0, false], [[], {}, object]],
    ['{{x:list}}', [[], ['a', 1, true]], ['a', 1, null, {}, object, [object], [null], [['a']]]],
    ['{{x:any}}', ['a', 1, null, [], [object], object], []],
  ])('%s takes what its kind says, and nothing else', (template, taken, refused) => {
    for (const x of taken) expect(fill({ at: template }, { x })).toEqual({ at: x });
    for (const x of refused) {
      expect(() => fill({ at: template }, { x })).toThrow(/^\{\{x.*\}\} takes .*; got (null|an? |text)/);
      expect(() => fill({ at: `a ${template}` }, { x })).toThrow('takes');
      expect(() => fillText(template, { x }, (text) => text)).toThrow('takes');
    }
  });

  test('of no known kind is refused, and the near one is named', () => {
    expect(() => fill('{{x:lst}}', { x: [] })).toThrow('{{x:lst}} says no known kind; did you mean ":list"?');
    expect(unknownKinds({ a: ['{{x:lst}}', '{{y:list}} {{z}}'] })).toHaveLength(1);
  });

  test('is checked at dispatch with its path, where an operator may still stand for any value', () => {
    const template = { where: { id: '{{id}}' }, tags: '{{tags:list}}', name: '{{user.name}}' };
    const check = (variables: Record<string, unknown>, late = true) =>
      fillIssues(template, variables, { pathOf: (name) => `input.${name}`, late });
    expect(check({ id: object, tags: 'a', user: {} })).toEqual([
      { path: 'input.id', message: '{{id}} takes text, a number or a boolean; got an object' },
      {
        path: 'input.tags',
        message: '{{tags:list}} takes a list of texts, numbers and booleans; got text',
      },
      { path: 'input.user.name', message: 'required by {{user.name}}' },
    ]);
    const operators = { id: '$Now()', tags: '$Split("a,b", ",")', user: '$Pick($Session{tag}, 0)' };
    expect(check(operators)).toEqual([]);
    expect(check(operators, false).map(({ path }) => path)).toEqual(['input.tags', 'input.user.name']);
    expect(fill(template, operators, undefined, true)).toEqual({
      where: { id: '$Now()' },
      tags: operators.tags,
      name: operators.user,
    });
  });

  test('has every value escaped where it fills a text of a language, whatever the type of the value', () => {
    const shout = (text: string) => text.replaceAll('<', '&lt;');
    expect(fillText('{{x:list}}', { x: ['<b>'] }, shout)).toBe('["&lt;b>"]');
    expect(fillText('{{x:any}}', { x: { '<i>': '<b>' } }, shout)).toBe('{"&lt;i>":"&lt;b>"}');
    fc.assert(
      fc.property(fc.jsonValue(), (x) => {
        expect(fillText('{{x:any}}', { x }, shout)).not.toContain('<');
        expect(fillText('a {{x:any}}', { x }, shout)).not.toContain('<');
      }),
    );
  });

  test('leaves a template its shape, whatever fills it', () => {
    const template = { where: { id: '{{x}}', $or: [{ a: '{{ x }}' }, { b: 'b-{{x}}' }] }, n: 1 };
    fc.assert(
      fc.property(fc.jsonValue(), (x) => {
        const shape = JSON.stringify(template, shapeOf);
        try {
          expect(JSON.stringify(fill(template, { x }), shapeOf)).toBe(shape);
        } catch (error) {
          expect(error).toMatchObject({ code: 'VALIDATION_ERROR' });
        }
      }),
    );
  });
});

/** Scalars are all alike. */
const shapeOf = (_key: string, value: unknown) => (typeof value === 'object' ? value : 'scalar');

test.each<[template: string, x: unknown, message: string]>([
  ['{{x}}', null, '{{x}} takes text, a number or a boolean; got null'],
  ['{{x}}', ['a'], '{{x}} takes text, a number or a boolean; got a list'],
  ['{{x}}', {}, '{{x}} takes text, a number or a boolean; got an object'],
  ['{{x:nullable}}', [], '{{x:nullable}} takes text, a number, a boolean or null; got a list'],
  ['{{x:list}}', 'a', '{{x:list}} takes a list of texts, numbers and booleans; got text'],
  ['{{x:list}}', 1, '{{x:list}} takes a list of texts, numbers and booleans; got a number'],
  ['{{x:list}}', true, '{{x:list}} takes a list of texts, numbers and booleans; got a boolean'],
  [
    '{{x:list}}',
    ['a', {}],
    '{{x:list}} takes a list of texts, numbers and booleans; got a list that holds more than scalars',
  ],
  ['{{x:list}}', '$Now()', '{{x:list}} takes a list of texts, numbers and booleans; got text'],
  ['{{x:toString}}', 1, '{{x:toString}} says no known kind; known: :nullable, :list, :any'],
  ['{{x.y}}', null, 'nothing was given for {{x.y}}'],
  ['{{x.y}}', '$Now()', 'nothing was given for {{x.y}}'],
  ['{{x.toString}}', {}, 'nothing was given for {{x.toString}}'],
])('what does not fill %s is told: %j', (template, x, message) => {
  expect(() => fill(template, { x })).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR', message }));
});

test('what keeps a template from being filled is told once, however often it asks', () => {
  const pathOf = (name: string) => `input.${name}`;
  const issues = fillIssues(
    ['{{a}}', { b: '{{a}} {{c:any}}', none: null }],
    { c: null },
    { pathOf, late: true },
  );
  expect(issues).toEqual([{ path: 'input.a', message: 'required by {{a}}' }]);
});

import { fill, placeholders } from '../../../core/input/template.ts';

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

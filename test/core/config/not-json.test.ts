import { notJson } from '../../../core/config/not-json.ts';
import { parseConfig } from '../../../namespaces/config-registry.ts';

test('a config tells each value that its JSON would lose or change, by its path', () => {
  class Own {
    toJSON() {
      return 1;
    }
  }
  const itself: Record<string, unknown> = {};
  itself['again'] = itself;
  const input = {
    f: () => 1,
    big: 1n,
    at: new Date(0),
    map: new Map(),
    s: Symbol('s'),
    list: [new Set(), undefined, Number.NaN],
    own: new Own(),
  };
  const config = {
    products: { shop: { envs: { dev: { schedules: { daily: { namespace: 'actions', input } } } } } },
  };
  const at = '  products.shop.envs.dev.schedules.daily.input';
  expect(() => parseConfig(config)).toThrow(
    [
      'The config is not valid:',
      `${at}.f: is a function, which JSON does not know`,
      `${at}.big: is a bigint, which JSON does not know`,
      `${at}.at: is a Date, which JSON does not know`,
      `${at}.map: is a Map, which JSON does not know`,
      `${at}.s: is a symbol, which JSON does not know`,
      `${at}.list.0: is a Set, which JSON does not know`,
      `${at}.list.1: required`,
      `${at}.list.2: is NaN, which JSON does not know`,
      `${at}.own: has a JSON of its own`,
    ].join('\n'),
  );
  expect(notJson(itself)).toEqual([{ path: Array(10).fill('again').join('.'), message: 'holds itself' }]);
  expect(notJson(JSON.parse('{"a":{"__proto__":{"b":1}}}'))).toEqual([
    { path: 'a.__proto__', message: 'this name is not allowed' },
  ]);
  expect(notJson({ a: undefined, b: [null, 'text', 1, true], c: Object.create(null) })).toEqual([]);
});

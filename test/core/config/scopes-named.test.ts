import type { Config } from '../../../contract/config.ts';
import { scopesNamed, visibleIn } from '../../../core/config/find-resource.ts';

const config: Config = {
  products: { shop: { envs: { dev: {}, prd: {} } }, blog: { envs: { prd: {} } } },
};
const named = (of: { product?: string; env?: string }) =>
  scopesNamed(config, of).map(({ product, env }) => `${product}/${env}`);

describe('the products and envs that a call is about', () => {
  test.each([
    [{}, ['shop/dev', 'shop/prd', 'blog/prd']],
    [{ product: 'shop' }, ['shop/dev', 'shop/prd']],
    [{ env: 'prd' }, ['shop/prd', 'blog/prd']],
    [{ product: 'blog', env: 'prd' }, ['blog/prd']],
  ])('are those that it names, all where it names none: %j', (of, scopes) => {
    expect(named(of)).toEqual(scopes);
  });

  test.each([
    [{ product: 'shp' }, 'unknown product "shp"; did you mean "shop"?'],
    [{ product: 'ship' }, 'unknown product "ship"; did you mean "shop"?'],
    [{ product: '__proto__', env: 'prd' }, 'unknown product "__proto__"; known: blog, shop.'],
    [{ product: 'blog', env: 'dev' }, 'unknown env of blog "dev"; known: prd.'],
    [{ env: 'staging' }, 'unknown env "staging"; known: dev, prd.'],
    [{ env: 'constructor' }, 'unknown env "constructor"; known: dev, prd.'],
  ])('are refused as not found where one is not there: %j', (of, message) => {
    expect(() => named(of)).toThrow(expect.objectContaining({ code: 'NOT_FOUND', message }));
  });

  test('are not said to be none where the caller sees none', () => {
    const seen = visibleIn(config, () => false);
    const message = 'unknown product "acme", or one that this caller may not see.';
    expect(() => scopesNamed(seen, { product: 'acme' })).toThrow(expect.objectContaining({ message }));
  });
});

import type { Config, Resource } from '../../../contract/config.ts';
import { findEnv, findResource, visibleIn } from '../../../core/config/find-resource.ts';

const lambda: Resource = {
  provider: 'lambda',
  functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
};
const dev = { actions: { mail: lambda } };
const config: Config = { products: { shop: { envs: { dev, prd: {} } }, blog: { envs: { prd: {} } } } };
const find = (env: string, tag: string) => findResource(config, { product: 'shop', env }, 'actions', tag);

test('what a dispatch names is found', () => {
  expect(find('dev', 'mail')).toBe(lambda);
  expect(findEnv(config, { product: 'shop', env: 'dev' })).toBe(dev);
});

test.each([
  ['dev', 'mails', 'unknown app of shop in dev "mails"; did you mean "mail"?'],
  ['dev', 'toString', 'unknown app of shop in dev "toString"; known: mail.'],
  ['prd', 'mail', 'unknown app of shop in prd "mail"; known: none.'],
  ['staging', 'mail', 'unknown env of shop "staging"; known: dev, prd.'],
])('what a dispatch names in %s, %s, and is not there, is told', (env, tag, message) => {
  expect(() => find(env, tag)).toThrow(expect.objectContaining({ code: 'NOT_FOUND', message }));
});

test('a product that is not there is told', () => {
  expect(() => findEnv(config, { product: 'shp', env: 'dev' })).toThrow(
    'unknown product "shp"; did you mean "shop"?',
  );
});

test('an env of a product that shows none is not said to be none', () => {
  const empty: Config = { products: { shop: { envs: {} } } };
  expect(() => findEnv(empty, { product: 'shop', env: 'dev' })).toThrow(
    'unknown env of shop "dev", or one that this caller may not see.',
  );
});

test('a product is seen with the envs that are visible, and not where none is', () => {
  expect(visibleIn(config, ({ env }) => env === 'dev')).toEqual({ products: { shop: { envs: { dev } } } });
});

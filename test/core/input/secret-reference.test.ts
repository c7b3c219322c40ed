import { secretsOf } from '../../../core/config/config-parser.ts';
import { operatorIssues } from '../../../core/input/operators/check.ts';
import {
  malformedSecret,
  resolveSecrets,
  secretName,
  secretValue,
} from '../../../core/input/secret-reference.ts';
import { parseConfig } from '../../../namespaces/config-registry.ts';

const MANAGED = 'rds!cluster-1234abcd-12ab-34cd';

describe('a reference to a secret', () => {
  test('may be the name of one that RDS manages, and a field of it', async () => {
    const asked: string[] = [];
    const secrets = { get: async (reference: string) => String(asked.push(reference)) };
    const url = `postgres://jobs:$Secret{${MANAGED}#password}@db/$Secret{shop/db}`;
    expect(await resolveSecrets(url, secrets)).toBe('postgres://jobs:1@db/2');
    expect(asked).toEqual([`${MANAGED}#password`, 'shop/db']);
    expect(secretName(`${MANAGED}#password`)).toBe(MANAGED);
  });

  test('means the whole text, or a field of it that is text, a number or a boolean', () => {
    const text = '{"username":"jobs","port":5432,"tls":true}';
    expect(secretValue('db', text)).toBe(text);
    expect(['db#username', 'db#port', 'db#tls'].map((each) => secretValue(each, text))).toEqual([
      'jobs',
      '5432',
      'true',
    ]);
  });

  test.each([
    ['{"username":"jobs"}', 'password'],
    ['{"password":{"old":"x"}}', 'password'],
    ['{"password":null}', 'password'],
    ['secret-text', 'password'],
    ['{}', 'constructor'],
  ])('of %s fails for the field %s, and does not quote the text', (text, field) => {
    expect(() => secretValue(`db#${field}`, text)).toThrow(
      `The secret db is not a JSON object with a text in "${field}".`,
    );
  });

  test.each([
    '$Secret{}',
    '$Secret{shop db}',
    '$Secret{db#}',
    '$Secret{db#a#b}',
    '$Secret{db',
    '$secret{DB}',
    'Bearer $Secret{naïve}',
  ])('%s is none', (text) => {
    expect(malformedSecret(text)).toBeDefined();
  });

  test.each(['$Secret{DB}', `Bearer $Secret{${MANAGED}#password}`, '$$Secret{not one}', 'US$', 'secret{x}'])(
    '%s is one, or nothing that was meant as one',
    (text) => {
      expect(malformedSecret(text)).toBeUndefined();
    },
  );
});

test('a config is given each secret by its name, once for all its fields', () => {
  const url = `mysql://$Secret{${MANAGED}#username}:$Secret{${MANAGED}#password}@db.example.com/shop`;
  const prd = { database: { main: { provider: 'mysql', url } }, inputSecrets: ['partner#key', 'partner'] };
  expect(secretsOf(parseConfig({ products: { shop: { envs: { prd } } } }))).toEqual([MANAGED, 'partner']);
});

describe('a malformed reference', () => {
  test('is refused in the config, with its path', () => {
    const main = { provider: 'postgres', url: 'postgres://jobs:$Secret{shop db}@db.example.com/shop' };
    const config = { products: { shop: { envs: { prd: { database: { main } } } } } };
    expect(() => parseConfig(config)).toThrow(
      'products.shop.envs.prd.database.main.url: $Secret{shop db} names no secret: write $Secret{NAME} or $Secret{NAME#FIELD}',
    );
  });

  test('is refused in an input at dispatch', () => {
    expect(operatorIssues({ token: '$Secret{shop db}' }, 'input')).toEqual([
      { path: 'input.token', message: '$Secret{…} needs the name of a secret, or NAME#FIELD' },
    ]);
    expect(operatorIssues({ token: `$Secret{${MANAGED}#password}` }, 'input')).toEqual([]);
  });
});

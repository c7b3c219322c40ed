import { parseConfig } from '../../../namespaces/config-registry.ts';

const refusal = (config: unknown) => {
  try {
    parseConfig(config);
    return [];
  } catch (error) {
    return String(error).split('\n');
  }
};
const env = (dev: unknown) => ({ products: { shop: { envs: { dev } } } });
const HEAD = 'Error: The config is not valid:';

describe('a config that is refused', () => {
  test.each([
    [null, 'expected object, got null'],
    ['text', 'expected object, got string "text"'],
    [[], 'expected object, got array'],
  ])('is none at all: %j', (config, message) => {
    expect(refusal(config)).toEqual([HEAD, `  (the config): ${message}`]);
  });

  test('has every mistake told by its path, also those in texts that mean secrets', () => {
    expect(
      refusal(
        env({
          inputSecrets: ['a b'],
          secretKmsKeyArns: ['arn:aws:sqs:eu-west-1:123456789012:q'],
          actions: { a: { provider: 'http', baseUrl: 'http://h', events: {}, headers: { x: '$Secret{}' } } },
        }),
      ),
    ).toEqual([
      HEAD,
      '  products.shop.envs.dev.inputSecrets.0: expected the name of a secret, or NAME#FIELD',
      '  products.shop.envs.dev.secretKmsKeyArns.0: expected the ARN of an kms resource',
      '  products.shop.envs.dev.actions.a.headers.x: $Secret{} names no secret: write $Secret{NAME} or $Secret{NAME#FIELD}',
    ]);
  });

  test.each(['', '-a', 'a b', 'ü', 'a'.repeat(129)])('has a product of the name %j', (name) => {
    expect(refusal({ products: { [name]: { envs: {} } } })).toHaveLength(2);
  });
});

test('a name of a config has letters, digits and signs, 128 at most', () => {
  for (const name of ['a', '0.b_C-d', 'a'.repeat(128)])
    expect(refusal({ products: { [name]: { envs: {} } } })).toEqual([]);
});

test('an item of a list that is undefined is not absent, as a field is', () => {
  const inputSecrets = ['A', undefined];
  expect(refusal(env({ inputSecrets }))).toEqual([HEAD, '  products.shop.envs.dev.inputSecrets.1: required']);
});

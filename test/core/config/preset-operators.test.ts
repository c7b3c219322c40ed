import { parseConfig } from '../../../namespaces/config-registry.ts';

const configWith = (input: Record<string, unknown>) => {
  const files = { provider: 's3', bucket: 'files', events: { log: { operation: 'upload', input } } };
  return { products: { shop: { envs: { dev: { storage: { files } } } } } };
};

describe('the operators of a named operation', () => {
  test.each([
    ['$Nw()', 'unknown operator "$Nw"'],
    ['$Split($Secret{KEY}, "")', '$Secret{KEY} must not stand within $Split(…)'],
    [`$Split("${'a'.repeat(20_000)}", "")`, 'takes a text into more than 10000 pieces'],
  ])('are refused with the config: %s', (fileName, message) => {
    expect(() => parseConfig(configWith({ path: { fileName } }))).toThrow(
      `products.shop.envs.dev.storage.files.events.log.input.path.fileName: `,
    );
    expect(() => parseConfig(configWith({ path: { fileName } }))).toThrow(message);
  });

  test('and numbers that are not exact are refused with the config', () => {
    expect(() => parseConfig(configWith({ fileName: 'a', meta: { id: 2 ** 53 } }))).toThrow(
      'products.shop.envs.dev.storage.files.events.log.input.meta.id: a number beyond ±(2^53−1)',
    );
  });

  test('may insert secrets, and stand beside placeholders', () => {
    const config = configWith({ fileName: '$Concat("a-", $Secret{KEY})-$Now()-{{name}}.txt' });
    expect(parseConfig(config)).toEqual(config);
  });
});

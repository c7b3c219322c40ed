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

test('a maintenance window has a cron, a zone and a duration that can be read', () => {
  const window = { cron: '0 2 * * SUN', tz: 'Europe/Zurich', duration: 3_600_000, reason: 'test' };
  expect(refusal(env({ maintenance: [window] }))).toEqual([]);
  const wrong = [
    { ...window, cron: '61 2 * * *' },
    { ...window, tz: 'Mars/Olympus' },
    { ...window, duration: 59_999 },
    { ...window, reason: '' },
  ];
  const paths = refusal(env({ maintenance: wrong })).map((line) => line.trim().split(':')[0]);
  const at = (path: string) => `products.shop.envs.dev.maintenance.${path}`;
  expect(paths.slice(1)).toEqual([at('0.cron'), at('1.tz'), at('2.duration'), at('3.reason')]);
});

describe('schedules of a config', () => {
  const events = { charge: { method: 'POST', path: '/' } };
  const actions = { payments: { provider: 'http', baseUrl: 'http://h', events } };
  const daily = {
    namespace: 'actions',
    app: 'payments',
    event: 'charge',
    input: {},
    schedule: { cron: '0 9 * * *' },
  };
  const said = (schedules: unknown) => refusal(env({ actions, schedules })).slice(1);
  const base = '  products.shop.envs.dev.schedules';

  test('are taken as they stand, also those that have come to their end since', () => {
    const over = { ...daily, schedule: { every: 3_600_000, endDate: '2020-01-01' } };
    const config = env({ actions, schedules: { daily, over } });
    expect(parseConfig(config)).toEqual(config);
  });

  test('are refused for all that a dispatch would be refused for, by their paths', () => {
    expect(
      said({
        a: { ...daily, schedule: { cron: '61 9 * * *' } },
        b: { ...daily, event: 'chrage' },
        c: { ...daily, retries: -1, idempotency_key: 'x' },
        d: { ...daily, schedule: { start_at: '2027-01-01' } },
        e: { ...daily, product: 'shop' },
        f: { ...daily, input: { key: '$Secret{KEY}' } },
        g: { ...daily, namespace: 'action' },
      }).map((line) => line.replace(/(: [^.,;:(]{0,24}).*/, '$1')),
    ).toEqual([
      `${base}.a.schedule.cron: not a valid cron express`,
      expect.stringContaining(`${base}.b: `),
      `${base}.c.idempotency_key: a named schedule has non`,
      `${base}.c.retries: must be at least 0`,
      `${base}.d.schedule: a named schedule needs c`,
      `${base}.e.product: follows from where the s`,
      expect.stringContaining(`${base}.f.input`),
      expect.stringContaining(`${base}.g.namespace: `),
    ]);
  });

  test.each(['', '-a', 'a b', 'a'.repeat(65)])('have no schedule of the name %j', (name) => {
    expect(said({ [name]: daily })).toEqual([
      expect.stringMatching(/^ {2}products\.shop\.envs\.dev\.schedules\.\S*.*: expected a letter or digit/),
    ]);
  });

  test('are 500 at most', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_each, at) => [`s${at}`, daily]));
    expect(said(many(500))).toEqual([]);
    expect(said(many(501))).toEqual([`${base}: must have at most 500 fields; got 501`]);
  });
});

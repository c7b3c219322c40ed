import type { Config } from '../../../../contract/config.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { inputs } from '../../../../namespaces/input-registry.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';
import { expectShort } from '../../../syncwork/cpu.ts';

const listed = Array.from({ length: 60 }, (_, index) => `LISTED_${'x'.repeat(400)}${index}`);
const app = {
  provider: 'lambda',
  functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
} as const;
const config: Config = {
  products: { shop: { envs: { dev: { actions: { app }, inputSecrets: ['LISTED', ...listed] } } } },
};

function dispatch(input: unknown) {
  const world = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS);
  const body = { product: 'shop', env: 'dev', app: 'app', event: 'e', input };
  return dispatchJob('actions', body, { ...SETUP, config, inputs }, world.outside());
}

describe('a dispatch', () => {
  test.each([
    ['has a secret given back in pieces', '$Split($Secret{LISTED}, "")', 'must not stand within $Split(…)'],
    [
      'has a text taken into pieces without end',
      `$Split("${'a'.repeat(105_000)}", "")`,
      'more than 10000 pieces',
    ],
    ['nests operators deeply', `${'$Trim('.repeat(40)}x${')'.repeat(40)}`, 'nested deeper than 32'],
    [
      'has a pattern without end',
      `$Format($Now(), "${'['.repeat(9000)}")`,
      'expected a pattern of at most 256 characters',
    ],
    ['holds very many operators', '$Now() '.repeat(1001), 'there are more than 1000 operators'],
  ])('that %s is refused, naming the path', async (_what, text, message) => {
    await expect(dispatch({ body: [text] })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      issues: [{ path: 'input.body.0', message: expect.stringContaining(message) }],
    });
  });

  test('with faulty operators is told of its secrets too, and of its schedule', async () => {
    const world = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS);
    const input = { a: '$Foo(', b: '$Secret{X}', c: '$Foo()' };
    const body = { product: 'shop', env: 'dev', app: 'app', event: 'e', input, schedule: { every: 1 } };
    const refused = await dispatchJob('actions', body, { ...SETUP, config, inputs }, world.outside()).catch(
      ({ issues }: { issues: { path: string }[] }) => issues.map(({ path }) => path),
    );
    expect(refused).toEqual(['schedule.every', 'input.a', 'input.c', 'input.b']);
  });

  test('that names secrets which are not listed is refused quickly, however many', async () => {
    const input = {
      all: Array.from({ length: 900 }, (_, index) => `$Secret{LISTEX_${'x'.repeat(240)}${index}}`),
    };
    await expectShort(() => expect(dispatch(input)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' }));
  });
});

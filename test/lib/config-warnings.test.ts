import { inspect } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import sample from '../../ductape.config.ts';
import { unreachableLines } from '../../lib/config-lines.ts';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { EVERY_PROVIDER } from './every-provider.ts';
import { configOf, stackOf } from './synth.ts';

const HERE = 'names this machine, which on AWS is the function';
const NO_ACCOUNT = 'names the account 000000000000, which does not exist';

describe('a config that can only mean the embedded cloud', () => {
  test('is warned of line by line: the sample is one', () => {
    const line = (path: string) => `products.shop.envs.dev.${path}`;
    expect(unreachableLines(sample)).toEqual([
      `${line('actions.payments')} ${HERE}`,
      `${line('workflows.daily_report')} ${NO_ACCOUNT}`,
      `${line('workflows.summarize')} ${NO_ACCOUNT}`,
      `${line('notifications.user-emails')} ${HERE}`,
      `${line('events.orders')} ${NO_ACCOUNT}`,
      `${line('events.announcements')} ${NO_ACCOUNT}`,
      `${line('database.ledger')} ${NO_ACCOUNT}`,
      `${line('graphs.social')} ${HERE}`,
      `${line('graphs.social')} ${NO_ACCOUNT}`,
    ]);
  });

  test.each([
    'postgres://jobs:secret@localhost:5432/shop',
    'postgres://127.0.0.1/shop',
    'postgres://[::1]:5432/shop',
  ])('%s is such an address', (url) => {
    expect(unreachableLines(configOf({ database: { main: { provider: 'postgres', url } } }))).toEqual([
      `products.shop.envs.prd.database.main ${HERE}`,
    ]);
  });

  test('is warned of at deployment', () => {
    const warnings = Annotations.fromStack(stackOf({ config: sample })).findWarning('*', Match.anyValue());
    expect(warnings).toHaveLength(9);
  });

  test.each([
    ['a config of every provider', EVERY_PROVIDER],
    [
      'a host that only begins like it',
      configOf({
        database: { main: { provider: 'postgres', url: 'postgres://localhost.example.com/shop' } },
      }),
    ],
  ])('is not %s', (_what, config) => {
    expect(unreachableLines(config)).toEqual([]);
  });
});

describe('a config with a mistake', () => {
  const mistakes = [
    ['action', { actions: { app: { provider: 'http', baseUrl: 'nope', events: {} } } }, 'Invalid URL'],
    [
      'own function',
      { workflows: { w: { provider: 'function', entry: 'package.json', handler: 'x' } } },
      'exports no "x"',
    ],
  ] as const;
  test.each(mistakes)('of an %s is refused in words that Node prints once', (_what, env, words) => {
    let said = '';
    try {
      new JobScheduler(new Stack(), 'Jobs', { config: configOf(env as never) });
    } catch (error) {
      said = inspect(error);
    }
    expect(said.split(words)).toHaveLength(2);
    expect(said).not.toContain('[cause]');
  });
});

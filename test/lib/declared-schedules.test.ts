import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Config, EnvConfig } from '../../contract/config.ts';
import type { DeclaredSchedules } from '../../contract/named-schedule.ts';
import { scheduled } from './scheduled.ts';
import { configOf, propertiesOf, stackOf, statementsOf, synth } from './synth.ts';

const NAME = 'JobsDeclaredSchedules';

const setsOf = (config: Config) =>
  propertiesOf(synth({ config }), 'Custom::DeclaredSchedules')[NAME]?.['Sets'] as
    | Record<string, Record<string, string>>
    | undefined;
const shop = (schedules?: DeclaredSchedules): EnvConfig => {
  const { schedules: one, ...env } = scheduled();
  return { ...env, schedules: schedules ?? one ?? {} };
};

describe('a config without schedules', () => {
  test.each([
    ['none', {}],
    ['an empty set', { schedules: {} }],
  ])('has nothing that applies them: %s', (_what, env) => {
    const template = synth({ config: configOf(env) });
    template.resourceCountIs('Custom::DeclaredSchedules', 0);
    template.resourceCountIs('AWS::Lambda::Function', 5);
  });
});

describe('a config with schedules', () => {
  test('has the executor told the digest of each set, when all that it needs is up to date', () => {
    const template = Template.fromStack(stackOf({ config: configOf(shop()) }));
    const [resource] = Object.values(template.findResources('Custom::DeclaredSchedules'));
    expect(resource?.['Properties'].Sets).toEqual({ shop: { prd: expect.stringMatching(/^[\w-]{43}$/) } });
    const needed = ((resource?.['DependsOn'] ?? []) as string[]).map((id) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(needed).toEqual(
      expect.arrayContaining(['JobsExecutorFunction', 'JobsExecutorRole', 'JobsExecutorRoleDefaultPolicy']),
    );
  });

  test('names those products and envs that have some, by digests that change with their sets alone', () => {
    const other = scheduled({ cron: '0 10 * * *' }).schedules;
    const config = (prd: EnvConfig, more: EnvConfig = {}): Config => ({
      products: { shop: { envs: { prd, dev: more } }, bank: { envs: { prd: shop() } } },
    });
    const sets = setsOf(config(shop()));
    expect(sets).toEqual({ shop: { prd: expect.any(String) }, bank: { prd: sets?.['shop']?.['prd'] } });
    expect(setsOf(config({ ...shop(), inputSecrets: ['KEY'] }))).toEqual(sets);
    expect(setsOf(config(shop(other)))?.['shop']).not.toEqual(sets?.['shop']);
  });

  test('lets the function in between call the executor and write its log, and nothing else', () => {
    const template = synth({ config: configOf(shop()) });
    expect(
      statementsOf(template, 'JobsDeclaredSchedulesRole').map(({ actions, resources }) => ({
        actions,
        resources,
      })),
    ).toEqual([
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`<${NAME}Logs.Arn>`] },
      {
        actions: ['lambda:InvokeFunction'],
        resources: ['<JobsExecutorFunction.Arn>', '<JobsExecutorFunction.Arn>:*'],
      },
      { actions: ['lambda:GetFunction'], resources: ['<JobsExecutorFunction.Arn>'] },
    ]);
    expect(propertiesOf(template, 'AWS::IAM::Role')['JobsDeclaredSchedulesRole']).not.toHaveProperty(
      'ManagedPolicyArns',
    );
    expect(propertiesOf(template, 'AWS::Logs::LogGroup')[`${NAME}Logs`]).toMatchObject({
      RetentionInDays: 30,
    });
  });

  test('is refused where the executor has no time for an attempt, by the path of the schedule', () => {
    const env = scheduled({ cron: '0 9 * * *' }, { timeout: 60_000 });
    const executorTimeout = Duration.seconds(40);
    expect(() => stackOf({ config: configOf(env), executorTimeout })).toThrow(
      /products\.shop\.envs\.prd\.schedules\.daily\.timeout: /,
    );
  });
});

import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { EnvConfig } from '../../contract/config.ts';
import { configOf, stackOf, statementsOf, synth } from './synth.ts';
const app = { provider: 'http', baseUrl: 'https://h.example.com', events: { e: { method: 'POST', path: '/' } } } as const;
const env = { actions: { app }, schedules: { daily: { namespace: 'actions', app: 'app', event: 'e', input: {}, schedule: { cron: '0 9 * * *' } } } } as EnvConfig;
test('x', () => {
  const stack = stackOf({ config: configOf(env) });
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  console.log(violations.flatMap(({ ruleName, description, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}: ${description}`)));
  const t = synth({ config: configOf(env) });
  console.log(JSON.stringify(t.findResources('Custom::DeclaredSchedules'), null, 1), JSON.stringify(t.findResources('AWS::Lambda::Function', {Properties:{Handler:'framework.onEvent'}}), null, 1), statementsOf(t, 'JobsDeclaredSchedulesRole'), Object.keys(t.findResources('AWS::IAM::Role')), Object.keys(t.findResources('AWS::IAM::Policy')));
});

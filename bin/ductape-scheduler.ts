import { App, Validations } from 'aws-cdk-lib';
import { checkNames, contextOptions } from '../lib/context-options.ts';
import { JobSchedulerStack } from '../lib/job-scheduler-stack.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { loadConfig } from './load-config.ts';

const app = new App();
const context = (name: string): unknown => app.node.tryGetContext(name);
checkNames(app.node.getAllContext());

const config = parseConfig(await loadConfig(String(context('config') ?? 'ductape.config.ts')));
new JobSchedulerStack(app, String(context('stackName') ?? 'DuctapeScheduler'), {
  description: 'Job scheduling on serverless AWS',
  ...contextOptions(context),
  config,
});

if (String(context('nag')) === 'true') {
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
}

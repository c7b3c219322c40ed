import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Annotations, App, AssetStaging } from 'aws-cdk-lib';
import type { Config } from '../contract/config.ts';
import { BUNDLES_CONTEXT } from '../lib/bundle.ts';
import type { JobSchedulerProps } from '../lib/job-scheduler-props.ts';
import { JobSchedulerStack } from '../lib/job-scheduler-stack.ts';
import { readTemplate, STACK, type Template } from './template.ts';

/**
 * Synthesizes the stack into `directory`, as `cdk synth` does, and reads the template back.
 * @param bundles where its functions are bundled
 */
export async function synthesize(
  config: Config,
  directory: string,
  bundles: string | undefined,
  props: Omit<Partial<JobSchedulerProps>, 'config'> = {},
): Promise<Template> {
  const { context } = JSON.parse(await readFile(join(import.meta.dirname, '..', 'cdk.json'), 'utf8'));
  // `cdk synth` and `deploy` validate the template; here that would take most of the time of a start.
  process.env['CDK_VALIDATION'] ??= 'false';
  // As the CLI asks for: where each function's bundle is stands in the template.
  const app = new App({
    outdir: directory,
    analyticsReporting: false,
    context: { ...context, 'aws:cdk:enable-asset-metadata': true, [BUNDLES_CONTEXT]: bundles },
  });
  // What an earlier start in this process put there may have been removed since.
  AssetStaging.clearAssetHashCache();
  const stack = new JobSchedulerStack(app, STACK, { ...props, config });
  // What is unreachable from AWS is reachable here.
  Annotations.of(stack).acknowledgeWarning('ductape-scheduler:unreachable');
  app.synth();
  return await readTemplate(directory);
}

import type { Config } from '../contract/config.ts';
import { bundleAhead, tidyBundles } from '../lib/bundle.ts';
import type { JobSchedulerProps } from '../lib/job-scheduler-props.ts';
import type { Bundler } from './bundler.ts';
import type { Template } from './synthesize.ts';

/** What is synthesized, and where its bundles are: see `CloudOptions`. */
interface TemplateOptions {
  config: Config;
  props?: Omit<Partial<JobSchedulerProps>, 'config'>;
  bundles?: string;
  progress?: (line: string) => void;
}

/**
 * Bundles the functions and synthesizes the template into `directory`. The CDK is loaded beside the bundling, each of
 * which takes a second and more of a core.
 */
export async function templateOf(
  { config, bundles, props, progress = () => undefined }: TemplateOptions,
  directory: string,
  { build }: Bundler,
): Promise<Template> {
  const [, { synthesize }] = await Promise.all([
    bundleAhead(bundles, build, (names) => {
      progress(`Bundling the functions ${names.join(', ')}, once for these sources and dependencies.`);
    }),
    import('./synthesize.ts'),
  ]);
  const template = await synthesize(config, directory, bundles, props);
  // No other process uses those in a data directory.
  tidyBundles(bundles, bundles === undefined ? undefined : 0);
  return template;
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../contract/config.ts';
import { bundleAhead, hashOfSources, tidyBundles } from '../lib/bundle.ts';
import type { JobSchedulerProps } from '../lib/job-scheduler-props.ts';
import type { Bundler } from './bundling.ts';
import { COMPILE_CACHE } from './function-environment.ts';
import { readTemplate, type Template } from './template.ts';

/** What is synthesized, and where its bundles are: see `CloudOptions`. */
/** In the directory of a template: what it was made of. */
const MADE_OF = 'made-of.txt';

interface TemplateOptions {
  config: Config;
  props?: Omit<Partial<JobSchedulerProps>, 'config'>;
  bundles?: string;
  progress?: (line: string) => void;
}

/**
 * Bundles the functions and synthesizes the template into `directory`, or finds it there, made of the same. The CDK is
 * loaded beside the bundling, each of which takes a second and more of a core.
 */
export async function templateOf(
  options: TemplateOptions,
  directory: string,
  { build }: Bundler,
): Promise<Template> {
  const { config, bundles, props, progress = () => undefined } = options;
  // Where others bundle too, a bundle has to be asked for to stay; and properties may be objects of the CDK.
  const content = bundles !== undefined && props === undefined ? contentOf(config) : undefined;
  if (content !== undefined && (await isMadeOf(directory, content))) return await readTemplate(directory);
  await rm(join(directory, MADE_OF), { force: true });
  const [, { synthesize }] = await Promise.all([
    bundleAhead(bundles, build, (names) => {
      progress(`Bundling the functions ${names.join(', ')}, once for these sources and dependencies.`);
    }),
    import('./synthesize.ts'),
  ]);
  const template = await synthesize(config, directory, bundles, props);
  // No other process uses those in a data directory.
  tidyBundles(bundles, bundles === undefined ? undefined : 0);
  if (content !== undefined) {
    // It is of bundles at other paths.
    await rm(join(directory, '..', COMPILE_CACHE), { recursive: true, force: true });
    await writeFile(join(directory, MADE_OF), content);
  }
  return template;
}

/** A hash of all that a template is made of, and its bundles. */
function contentOf(config: Config): string {
  const hash = createHash('sha256').update(hashOfSources()).update(JSON.stringify(config));
  // In the package the hash of the sources is that of its version.
  for (const file of ['cdk.json', 'local/synthesize.ts'].map((name) => join(import.meta.dirname, '..', name)))
    if (existsSync(file)) hash.update(readFileSync(file));
  return hash.digest('hex');
}

async function isMadeOf(directory: string, content: string): Promise<boolean> {
  try {
    if ((await readFile(join(directory, MADE_OF), 'utf8')) !== content) return false;
    const { Resources } = await readTemplate(directory);
    const assets = Object.values(Resources).flatMap(({ Metadata }) => Metadata?.['aws:asset:path'] ?? []);
    return assets.every((asset) => existsSync(join(directory, String(asset))));
  } catch {
    return false;
  }
}

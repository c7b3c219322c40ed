import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config, WrittenConfig } from '../contract/config.ts';
import { lowerFunctions, type OwnFunction } from '../core/config/lower-functions.ts';
import { secretName } from '../core/input/secret-reference.ts';
import { MINUTE } from '../core/time/units.ts';
import { REQUIRE_BANNER } from '../lib/bundle.ts';
import { configLines } from '../lib/config-lines.ts';
import {
  OWN_FUNCTION_HANDLER,
  ownEnvironment,
  ownFunctionBuild,
  placeExternals,
} from '../lib/own-function-bundle.ts';
import { bundleError } from '../lib/own-function-check.ts';
import type { FunctionPlan } from './blueprint.ts';
import { LocalBundle } from './local-bundle.ts';
import { functionNameOf, localArn } from './names.ts';

/** Stacks name the lines of the sources, as on AWS. */
const READABLE = { NODE_OPTIONS: '--enable-source-maps' };

const MEMORY_MB = 256;
const TIMEOUT_MS = MINUTE;

/** A function whose code is the developer's own. */
export interface LocalFunction {
  /** Without the folder, which changes with the code. */
  plan: Omit<FunctionPlan, 'directory'>;
  /** How its lines are marked. */
  tag: string;
  /** The names of the secrets that it is given; all of them where it does not say. */
  secrets?: string[];
  bundle: LocalBundle;
}

/** The config as the embedded cloud runs it, and the functions of it. @param directory where their bundles are made */
export function localFunctions(written: WrittenConfig, directory: string) {
  const functions: LocalFunction[] = [];
  const config = lowerFunctions(written, (own) => {
    const name = nameOf(own);
    functions.push(ownFunction(own, name, join(directory, name)));
    return localArn('lambda', `function:${name}`);
  });
  return { config, functions: [...functions, ...standIns(config, directory)] };
}

function ownFunction(
  { scope, namespace, tag, resource }: OwnFunction,
  name: string,
  path: string,
): LocalFunction {
  const line = `products.${scope.product}.envs.${scope.env}.${namespace}.${tag}`;
  return {
    tag,
    secrets: (resource.secrets ?? []).map(secretName),
    plan: {
      name,
      handler: OWN_FUNCTION_HANDLER,
      environment: { ...ownEnvironment(resource), ...READABLE },
      timeoutMs: resource.timeout === undefined ? TIMEOUT_MS : resource.timeout * 1000,
      memoryMb: resource.memory ?? MEMORY_MB,
    },
    bundle: new LocalBundle(
      {
        options: (folder) => ownFunctionBuild(resource, folder),
        complete: (folder) => placeExternals(resource, folder, 'link'),
        fault: (cause) => bundleError(line, resource, cause),
      },
      path,
    ),
  };
}

/** Of a name in the config, what a function's name may hold; of two that are alike in that, another. */
function nameOf({ scope, namespace, tag }: OwnFunction): string {
  const digest = createHash('sha256').update(JSON.stringify([scope.product, scope.env, namespace, tag]));
  return `${tag.replaceAll(/[^\w-]/g, '-').slice(0, 48)}-${digest.digest('hex').slice(0, 12)}`;
}

/** What stands for the functions that are deployed elsewhere. */
function standIns(config: Config, directory: string): LocalFunction[] {
  const modules = new Map<string, { entry: string; line: string }>();
  for (const { line, resource } of configLines(config)) {
    if (resource.provider !== 'lambda' || !resource.local) continue;
    modules.set(functionNameOf(resource.functionArn), {
      entry: resource.local.handler,
      line: `${line}.local`,
    });
  }
  return [...modules].map(([name, { entry, line }]) => ({
    tag: name,
    plan: {
      name,
      handler: 'index.handler',
      environment: READABLE,
      timeoutMs: TIMEOUT_MS,
      memoryMb: MEMORY_MB,
    },
    bundle: new LocalBundle(
      {
        options: (folder) => ({
          entryPoints: [resolve(entry)],
          outfile: join(folder, 'index.mjs'),
          bundle: true,
          platform: 'node',
          format: 'esm',
          banner: { js: REQUIRE_BANNER },
          keepNames: true,
          sourcemap: true,
          sourcesContent: false,
          metafile: true,
          logLevel: 'silent',
        }),
        fault: (cause) => bundleError(line, { provider: 'function', entry, handler: 'handler' }, cause),
      },
      join(directory, name),
    ),
  }));
}

/** Removes the functions in the folders that are not in one of `directories`: they are of earlier sources and configs. */
export async function removeFunctionsBut(
  directories: readonly string[],
  cdkOut: string,
  own: string,
): Promise<void> {
  const namesIn = (folder: string) => readdir(folder).catch(() => []);
  const assets = (await namesIn(cdkOut)).filter((name) => name.startsWith('asset.'));
  const paths = [
    ...assets.map((name) => join(cdkOut, name)),
    ...(await namesIn(own)).map((name) => join(own, name)),
  ];
  for (const path of paths) {
    if (!directories.includes(path)) await rm(path, { recursive: true, force: true });
  }
}

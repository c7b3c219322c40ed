import { resolve } from 'node:path';
import { importFile, loadConfig } from '../bin/load-config.ts';
import { withOwnModules } from '../bin/own-modules.ts';
import type { Config, WrittenConfig } from '../contract/config.ts';
import { ErrorCode } from '../contract/errors.ts';
import type { JobFunction } from '../contract/job-function.ts';
import { NAMESPACES } from '../contract/namespaces.ts';
import type { FunctionResource } from '../contract/resources/shared.ts';
import { lowerFunctions, type OwnFunction } from '../core/config/lower-functions.ts';
import { secretName } from '../core/input/secret-reference.ts';
import { unknownName } from '../core/validation/nearest-name.ts';
import { localArn } from '../local/names.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { InProcessFunction } from './in-process.ts';

/** Functions that stand for resources, by `namespace.tag`, or by the tag alone. */
export type Handlers = Record<string, JobFunction<never>>;

/** The config in a file, or one that is given, checked. @throws Error listing every mistake by its path */
export async function testConfig(config: WrittenConfig | string): Promise<WrittenConfig> {
  if (typeof config !== 'string') return parseConfig(config);
  return withOwnModules(parseConfig(await loadConfig(config)), config);
}

/** The config in which each resource that a handler stands for is a function of this process, and those functions. */
export function withHandlers(config: WrittenConfig, handlers: Handlers, secrets: Record<string, string>) {
  const functions: InProcessFunction[] = [];
  const unused = new Set(Object.keys(handlers));
  const replaced = structuredClone(config);
  for (const [product, { envs }] of Object.entries(replaced.products))
    for (const [env, resources] of Object.entries(envs))
      for (const namespace of NAMESPACES)
        for (const [tag, resource] of Object.entries(resources[namespace] ?? {})) {
          const name = [`${namespace}.${tag}`, tag].find((each) => Object.hasOwn(handlers, each));
          const job = name === undefined ? undefined : handlers[name];
          if (name === undefined || job === undefined) continue;
          unused.delete(name);
          const made = inProcess([product, env, namespace, tag], job, resource, secrets);
          functions.push(made);
          const lowered = { provider: 'lambda', functionArn: made.arn } as const;
          Object.assign(resources, { [namespace]: { ...resources[namespace], [tag]: lowered } });
        }
  for (const name of unused) throw new Error(`handlers: ${unknownName('resource', name, tagsOf(config))}`);
  return { config: replaced, functions };
}

/** The config in which every own function runs in this process too, by its module. */
export async function withModules(config: WrittenConfig, secrets: Record<string, string>) {
  const own: OwnFunction[] = [];
  const lowered: Config = lowerFunctions(config, (each) => {
    own.push(each);
    return localArn('lambda', `function:${nameOf(placeOf(each))}`);
  });
  const functions = await Promise.all(
    own.map(async (each) => inProcess(placeOf(each), await moduleOf(each), each.resource, secrets)),
  );
  return { config: lowered, functions };
}

type Place = readonly [product: string, env: string, namespace: string, tag: string];

const placeOf = ({ scope, namespace, tag }: OwnFunction): Place => [scope.product, scope.env, namespace, tag];

const nameOf = (place: Place) => place.map((part) => part.replaceAll(/[^\w-]/g, '_')).join('-');

async function moduleOf({ scope, namespace, tag, resource }: OwnFunction): Promise<JobFunction<never>> {
  const { entry, handler = 'default' } = resource;
  const path = resolve(entry);
  const module = await importFile(path);
  const job = module[handler];
  if (typeof job === 'function') return job as JobFunction<never>;
  const line = `products.${scope.product}.envs.${scope.env}.${namespace}.${tag}`;
  throw new Error(`${line}.entry: ${path} exports no function "${handler}"`);
}

/** A function of this process, which reads the secrets that its resource lists: all, where it is not a resource that lists any. */
function inProcess(
  place: Place,
  job: JobFunction<never>,
  resource: { provider: string } | FunctionResource,
  secrets: Record<string, string>,
): InProcessFunction {
  const listed = 'entry' in resource ? (resource.secrets ?? []).map(secretName) : undefined;
  return new InProcessFunction(nameOf(place), job, async (name) => {
    const value = listed === undefined || listed.includes(name) ? secrets[name] : undefined;
    if (value !== undefined) return value;
    throw Object.assign(new Error(`there is no secret ${JSON.stringify(name)} for ${place.join('.')}`), {
      code: ErrorCode.NotFound,
    });
  });
}

function tagsOf(config: WrittenConfig): string[] {
  const envs = Object.values(config.products).flatMap((product) => Object.values(product.envs));
  return envs.flatMap((env) => NAMESPACES.flatMap((namespace) => Object.keys(env[namespace] ?? {})));
}

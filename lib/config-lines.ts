import type { Config, EnvConfig, Resource } from '../contract/config.ts';
import { NAMESPACES, type Namespace } from '../contract/namespaces.ts';
import type { Scope } from '../core/jobs/scope.ts';

/** One resource of the config and the path to it. */
export interface ConfigLine<More = never> {
  /** `products.shop.envs.prd.events.orders`. */
  line: string;
  namespace: Namespace;
  resource: Resource | More;
}

/** One environment of one product and the path to it. */
export interface EnvLine<More = never> {
  /** `products.shop.envs.prd`. */
  line: string;
  scope: Scope;
  env: EnvConfig<More>;
}

/** Every environment of every product, in the order of the config. */
export function envLines<More = never>(config: Config<More>): EnvLine<More>[] {
  return Object.entries(config.products).flatMap(([product, { envs }]) =>
    Object.entries(envs).map(([name, env]) => ({
      line: `products.${product}.envs.${name}`,
      scope: { product, env: name },
      env,
    })),
  );
}

/** Every resource of one environment, in the order of the config. */
export function resourceLines<More = never>({ line, env }: EnvLine<More>): ConfigLine<More>[] {
  return NAMESPACES.flatMap((namespace) =>
    Object.entries(env[namespace] ?? {}).map(([tag, resource]: [string, Resource | More]) => ({
      line: `${line}.${namespace}.${tag}`,
      namespace,
      resource,
    })),
  );
}

/** Every resource of every product and environment, in the order of the config. */
export function configLines<More = never>(config: Config<More>): ConfigLine<More>[] {
  return envLines(config).flatMap(resourceLines<More>);
}

/** What a function on AWS cannot reach, by what is said of it. */
const UNREACHABLE: readonly [pattern: RegExp, fault: string][] = [
  [
    /(?:\/\/|@|")(?:localhost|127(?:\.\d+){3}|\[::1\])(?=[:/"])/,
    'names this machine, which on AWS is the function',
  ],
  [/"arn:[^"]*:0{12}:/, 'names the account 000000000000, which does not exist'],
];

/** Lines of a config that can only mean the embedded cloud, as those of the sample do, each with what is wrong with it. */
export function unreachableLines<More = never>(config: Config<More>): string[] {
  return configLines(config).flatMap(({ line, resource }) => {
    const text = JSON.stringify({ ...resource, local: undefined });
    return UNREACHABLE.flatMap(([pattern, fault]) => (pattern.test(text) ? [`${line} ${fault}`] : []));
  });
}

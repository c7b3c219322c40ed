import type { Config, EnvConfig, Resource } from '../contract/config.ts';
import { NAMESPACES } from '../contract/namespaces.ts';

/** One resource of the config and the path to it. */
export interface ConfigLine {
  /** `products.shop.envs.prd.events.orders`. */
  line: string;
  resource: Resource;
}

/** Every environment of every product, and the path to it, in the order of the config. */
export function envLines(config: Config): { line: string; env: EnvConfig }[] {
  return Object.entries(config.products).flatMap(([product, { envs }]) =>
    Object.entries(envs).map(([name, env]) => ({ line: `products.${product}.envs.${name}`, env })),
  );
}

/** Every resource of every product and environment, in the order of the config. */
export function configLines(config: Config): ConfigLine[] {
  return envLines(config).flatMap(({ line, env }) =>
    NAMESPACES.flatMap((namespace) =>
      Object.entries(env[namespace] ?? {}).map(([tag, resource]: [string, Resource]) => ({
        line: `${line}.${namespace}.${tag}`,
        resource,
      })),
    ),
  );
}

import type { Config, Resource } from '../contract/config.ts';
import { NAMESPACES } from '../contract/namespaces.ts';

/** One resource of the config and the path to it. */
export interface ConfigLine {
  /** `products.shop.envs.prd.events.orders`. */
  line: string;
  resource: Resource;
}

/** Every resource of every product and environment, in the order of the config. */
export function configLines(config: Config): ConfigLine[] {
  return Object.entries(config.products).flatMap(([product, { envs }]) =>
    Object.entries(envs).flatMap(([env, resources]) =>
      NAMESPACES.flatMap((namespace) =>
        Object.entries(resources[namespace] ?? {}).map(([tag, resource]: [string, Resource]) => ({
          line: `products.${product}.envs.${env}.${namespace}.${tag}`,
          resource,
        })),
      ),
    ),
  );
}

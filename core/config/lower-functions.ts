import type { Config, EnvConfig, WrittenConfig } from '../../contract/config.ts';
import { NAMESPACES, type Namespace } from '../../contract/namespaces.ts';
import type { FunctionResource } from '../../contract/resources/shared.ts';
import type { Scope } from '../jobs/scope.ts';

/** An own function of a config, and where it stands. */
export interface OwnFunction {
  scope: Scope;
  /** What its product and env have beside it. */
  within: EnvConfig<FunctionResource>;
  namespace: Namespace;
  tag: string;
  resource: FunctionResource;
}

/** The config as it runs: each own function in it is the `lambda` that `arnOf` knows it by, asked in the order of the config. */
export function lowerFunctions(config: WrittenConfig, arnOf: (own: OwnFunction) => string): Config {
  const products = mapped(config.products, ({ envs, ...rest }, product) => ({
    ...rest,
    envs: mapped(envs, (written, env) => {
      const lowered: EnvConfig<unknown> = { ...written };
      for (const namespace of NAMESPACES) {
        const resources: Record<string, EnvResource> | undefined = written[namespace];
        if (resources === undefined) continue;
        lowered[namespace] = mapped(resources, (resource, tag) =>
          resource.provider === 'function'
            ? {
                provider: 'lambda',
                functionArn: arnOf({ scope: { product, env }, within: written, namespace, tag, resource }),
              }
            : resource,
        );
      }
      // No own function is left in any namespace, which the compiler cannot follow.
      return lowered as EnvConfig;
    }),
  }));
  return { ...config, products };
}

type EnvResource = NonNullable<EnvConfig<FunctionResource>[Namespace]>[string];

function mapped<A, B>(values: Record<string, A>, change: (value: A, name: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

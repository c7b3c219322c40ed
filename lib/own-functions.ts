import { dirname, resolve } from 'node:path';
import { AssetHashType, DockerImage, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config, WrittenConfig } from '../contract/config.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { defined } from '../contract/plain-data.ts';
import { lowerFunctions, type OwnFunction } from '../core/config/lower-functions.ts';
import { esbuild } from './esbuild.ts';
import { JobFunction, type JobFunctionProps } from './functions.ts';
import {
  OWN_FUNCTION_HANDLER,
  ownEnvironment,
  ownFunctionBuild,
  placeExternals,
} from './own-function-bundle.ts';
import { bundleError, entryFault } from './own-function-check.ts';
import { ownSecretGrants } from './resource-grants.ts';

const MEMORY_MB = 512;
const TIMEOUT_SECONDS = 60;

export type OwnFunctionsProps = Pick<
  JobFunctionProps,
  'logRetention' | 'removalPolicy' | 'encryptionKey' | 'network'
>;

/** The config's own functions, each with a role that may write its log and read its secrets. */
export class OwnFunctions extends Construct {
  /** The config with each of them as a `lambda`. */
  readonly config: Config;
  private readonly made = new Map<string, IFunction>();

  /** @throws Error naming the line of the first whose module is not there or cannot be bundled */
  constructor(scope: Construct, id: string, written: WrittenConfig, props: OwnFunctionsProps) {
    super(scope, id);
    this.config = lowerFunctions(written, (own) => this.make(own, props));
  }

  private make(own: OwnFunction, props: OwnFunctionsProps): string {
    const { scope, namespace, tag, resource } = own;
    const line = `products.${scope.product}.envs.${scope.env}.${namespace}.${tag}`;
    const { function: made, role } = new JobFunction(
      this,
      `${scope.product}#${scope.env}#${namespace}#${tag}`,
      {
        ...props,
        code: ownCode(line, resource),
        handler: OWN_FUNCTION_HANDLER,
        description: `Runs ${namespace} ${tag} of ${scope.product} in ${scope.env}`,
        timeout: Duration.seconds(resource.timeout ?? TIMEOUT_SECONDS),
        memorySize: resource.memory ?? MEMORY_MB,
        environment: ownEnvironment(resource),
        // It may dispatch the job that is to run next.
        loops: true,
      },
    );
    for (const { purpose, actions, resources, conditions } of ownSecretGrants(own))
      role.addToPolicy(
        new PolicyStatement({
          sid: purpose,
          actions: [...actions],
          resources: [...resources],
          ...defined({ conditions }),
        }),
      );
    this.made.set(line, made);
    return made.functionArn;
  }

  /** The function of a resource, to be permitted more. @throws Error where the config has no own function there */
  of(product: string, env: string, namespace: Namespace, tag: string): IFunction {
    const line = `products.${product}.envs.${env}.${namespace}.${tag}`;
    const made = this.made.get(line);
    if (made) return made;
    throw new Error(
      `${line} is not an own function: the config has ${[...this.made.keys()].join(', ') || 'none'}`,
    );
  }
}

/** The code of an own function, bundled below `cdk.out`. @throws Error naming the config's line where it cannot be */
export function ownCode(line: string, resource: OwnFunction['resource']): Code {
  const fault = entryFault(resource);
  if (fault !== undefined) throw new Error(`The config is not valid:\n  ${line}.entry: ${fault}`);
  const { buildSync } = esbuild();
  return Code.fromAsset(dirname(resolve(resource.entry)), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked for, as bundling here either works or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle: (folder) => {
          try {
            buildSync(ownFunctionBuild(resource, folder));
            placeExternals(resource, folder, 'copy');
          } catch (cause) {
            // Without its cause, which Node would print with the same words.
            throw new Error(`The config is not valid:\n  ${bundleError(line, resource, cause).message}`);
          }
          return true;
        },
      },
    },
  });
}

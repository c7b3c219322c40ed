import { CfnResource, Stack } from 'aws-cdk-lib';
import type { ScopeRoles } from './scope-roles.ts';

/** What CloudFormation takes in one stack ("Understand CloudFormation quotas" of its user guide). */
const Quota = { resources: 500, templateBytes: 1_000_000 } as const;

/** Of a template, what is left for all but the policies of products and envs, bytes: the engine, and what is around the policies. */
const OTHERS = 350_000;

const WAY_OUT =
  'Divide the products among several configs, each deployed as a scheduler of its own: cdk deploy -c config=FILE -c stackName=NAME.';

/** Why the stack that the roles are in cannot be deployed with CloudFormation's quotas, with the figures and a way out. */
export function stackFaults(roles: ScopeRoles): string[] {
  const stack = Stack.of(roles);
  const resources = stack.node
    .findAll()
    .filter((child) => CfnResource.isCfnResource(child) && Stack.of(child) === stack).length;
  const most = Quota.templateBytes - OTHERS;
  return [
    ...(resources > Quota.resources
      ? [
          `The stack has ${resources} resources, and CloudFormation takes ${Quota.resources}: ` +
            `${roles.count} of them are the roles of products and envs. ${WAY_OUT}`,
        ]
      : []),
    ...(roles.bytes > most
      ? [
          `The permissions of all products and envs take ${roles.bytes} bytes, and a template has room for ${most}. ${WAY_OUT}`,
        ]
      : []),
  ];
}

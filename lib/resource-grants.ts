import { Aws } from 'aws-cdk-lib';
import { secretName, secretNames } from '../core/input/secret-reference.ts';
import { grantsOf } from '../namespaces/grant-registry.ts';
import { keyGrants, type ResourceGrant, SECRET_ACTIONS } from '../namespaces/shared/resource-grant.ts';
import { type EnvLine, resourceLines } from './config-lines.ts';

/** Exactly what jobs of one product and env need to reach its resources; nothing for what is reached over the network. */
export function resourceGrants(scope: EnvLine): ResourceGrant[] {
  const resources = resourceLines(scope).flatMap(({ namespace, resource }) => [
    ...grantsOf(namespace, resource, Aws.PARTITION),
    ...secretGrants(secretNames(JSON.stringify(resource))),
  ]);
  const { inputSecrets = [], secretKmsKeyArns } = scope.env;
  return [...resources, ...secretGrants(inputSecrets), ...keyGrants('secretsmanager', secretKmsKeyArns)];
}

/** Permission to read secrets by their references; Secrets Manager ends each ARN in six random characters, hence the `?`s. */
function secretGrants(names: readonly string[]): ResourceGrant[] {
  if (names.length === 0) return [];
  const prefix = `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:`;
  const resources = names.map((name) => `${prefix}${secretName(name)}-??????`);
  return [{ purpose: 'ReadSecrets', actions: SECRET_ACTIONS, resources }];
}

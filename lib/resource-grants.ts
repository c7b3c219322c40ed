import { Aws } from 'aws-cdk-lib';
import type { OwnFunction } from '../core/config/lower-functions.ts';
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

/** What an own function needs to read its secrets, which the keys of its env may have encrypted. */
export function ownSecretGrants({ resource, within }: OwnFunction): ResourceGrant[] {
  const { secrets = [] } = resource;
  const keys = secrets.length > 0 ? within.secretKmsKeyArns : [];
  return [...secretGrants(secrets), ...keyGrants('secretsmanager', keys)];
}

/** Permission to read secrets by their references; Secrets Manager ends each ARN in six random characters, hence the `?`s. */
function secretGrants(names: readonly string[]): ResourceGrant[] {
  if (names.length === 0) return [];
  const prefix = `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:`;
  const resources = [...new Set(names.map((name) => `${prefix}${secretName(name)}-??????`))];
  return [{ purpose: 'ReadSecrets', actions: SECRET_ACTIONS, resources }];
}

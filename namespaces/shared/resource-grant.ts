import type { Resource } from '../../contract/config.ts';
import type { Encrypted } from '../../contract/resources/shared.ts';

/** One permission of a product in an env. */
export interface ResourceGrant {
  /** What it is for in letters, the Sid of the statement it becomes part of. */
  purpose: string;
  actions: readonly string[];
  resources: string[];
  /** Everything but the resources, where those that are meant have no ARN. */
  except?: true;
  conditions?: Record<string, Record<string, string[]>>;
  /** Why the resources hold a wildcard, where they do. */
  wildcard?: string;
}

/**
 * Exactly what runs need to reach a resource with the credentials of their product and env; nothing where others let them in.
 * @param partition that of the account, `aws` or a token for it, for what the config does not name by its ARN
 */
export type Grants<R extends Resource> = (resource: R, partition: string) => ResourceGrant[];

/** Of providers whose runs sign in with what the config says, not with the credentials of AWS. */
export const none = (): ResourceGrant[] => [];

/** Permission to use a key by way of these services, and never directly. */
export function keyGrant(keyArn: string, services: readonly string[], region: string): ResourceGrant {
  const through = services.map((service) => `${service}.${region}.amazonaws.com`);
  return {
    purpose: 'UseKeys',
    actions: services.includes('dynamodb') ? KEY_ACTIONS.all : KEY_ACTIONS.send,
    resources: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': through } },
  };
}

/** Permission to use these keys by way of one service, each in the region of the key. */
export function keyGrants(service: string, keyArns: readonly (string | undefined)[] = []): ResourceGrant[] {
  return keyArns.flatMap((arn) =>
    arn === undefined ? [] : [keyGrant(arn, [service], arn.split(':')[3] ?? '')],
  );
}

/** The key that a part of a resource is encrypted with. */
export const keyOf = ({ kmsKeyArn }: Encrypted) => kmsKeyArn;

/** What reads the value of a secret. */
export const SECRET_ACTIONS = ['secretsmanager:GetSecretValue'] as const;

/** What a customer key must allow its users, as the developer guides of SQS and DynamoDB list it, without their wildcards. */
export const KEY_ACTIONS = {
  send: ['kms:Decrypt', 'kms:GenerateDataKey'],
  all: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
} as const;

import { Aws, Names, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, type IRole, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { scopeRoleName } from '../adapters/aws/scope-role.ts';
import type { Config } from '../contract/config.ts';
import { type EnvLine, envLines, resourceLines } from './config-lines.ts';
import { grantResources } from './grants.ts';
import { KEY_ACTIONS } from './key-actions.ts';
import { type ResourceGrant, resourceGrants } from './resource-grants.ts';

export interface ScopeRolesProps {
  config: Config;
  /** The one role that may take them. */
  executorRole: Role;
  /** Customer key of the scheduler, which the resources of jobs may be encrypted with too. */
  encryptionKey?: IKey | undefined;
}

/** Of a role's 64 characters, what the name of the construct may take beside the region and the digits of the scope. */
const NAME_LENGTH = 30;

/** So that the CDK can split a policy that outgrows IAM's bound into several. */
const ROLES_PER_STATEMENT = 20;

/** Services of grants that decrypt with their caller's permission, by the prefix of their actions. */
const DECRYPTING = ['dynamodb', 'kinesis', 's3', 'secretsmanager', 'sns', 'sqs'];

/**
 * One IAM role for each product and env that reaches AWS: it holds what that env's jobs need and nothing else, and the
 * executor takes it for their runs. What the executor itself may do is the engine's work alone.
 */
export class ScopeRoles extends Construct {
  /** What the ARNs of all the roles begin with; {@link scopeRoleName} tells the rest. */
  readonly arnPrefix: string;
  private readonly roles = new Map<string, IRole>();

  constructor(scope: Construct, id: string, props: ScopeRolesProps) {
    super(scope, id);
    // Role names are one space for an account; a stack's name is taken once in a region.
    const name = Names.uniqueResourceName(this, { maxLength: NAME_LENGTH, separator: '-' });
    const prefix = `${name}-${Aws.REGION}-`;
    this.arnPrefix = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${prefix}`;
    const reaching = envLines(props.config).filter(reachesAws);
    const roles = reaching.map((line) => this.roleFor(line, prefix, props));
    for (let first = 0; first < roles.length; first += ROLES_PER_STATEMENT) {
      const resources = roles.slice(first, first + ROLES_PER_STATEMENT).map(({ roleArn }) => roleArn);
      const sid = `ActAsScopes${first / ROLES_PER_STATEMENT + 1}`;
      props.executorRole.addToPolicy(new PolicyStatement({ sid, actions: ['sts:AssumeRole'], resources }));
    }
  }

  /** The role of a product in an env, to be let into key or resource policies. @throws Error where it reaches nothing */
  of(product: string, env: string): IRole {
    const role = this.roles.get(`${product}/${env}`);
    if (role) return role;
    throw new Error(
      `${product} in ${env} has no role: its config names nothing that is reached with AWS credentials`,
    );
  }

  private roleFor(line: EnvLine, prefix: string, { executorRole, encryptionKey }: ScopeRolesProps): Role {
    const { product, env } = line.scope;
    const role = new Role(this, `${product}#${env}`, {
      roleName: scopeRoleName(prefix, line.scope),
      description: `What jobs of ${product} in ${env} may reach`,
      assumedBy: new ArnPrincipal(executorRole.roleArn),
    });
    const grants = resourceGrants(line);
    grantResources(role, grants);
    if (encryptionKey) grantKey(role, encryptionKey, grants);
    this.roles.set(`${product}/${env}`, role);
    return role;
  }
}

/** A bucket with an endpoint of its own is not granted; its requests are signed all the same. */
function reachesAws(line: EnvLine): boolean {
  const signed = resourceLines(line).some(
    ({ resource }) => resource.provider === 's3' && !resource.credentials,
  );
  return signed || resourceGrants(line).length > 0;
}

/** The key can be used by way of the services that the role is granted, and never directly. */
function grantKey(role: Role, key: IKey, grants: readonly ResourceGrant[]): void {
  const services = new Set(
    grants.flatMap(({ actions }) => actions.map((action) => action.split(':')[0] ?? '')),
  );
  const through = DECRYPTING.filter((service) => services.has(service));
  if (through.length === 0) return;
  const region = Stack.of(role).region;
  role.addToPolicy(
    new PolicyStatement({
      sid: 'CustomerKey',
      actions: [...KEY_ACTIONS.send],
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': through.map((name) => `${name}.${region}.amazonaws.com`) },
      },
    }),
  );
}

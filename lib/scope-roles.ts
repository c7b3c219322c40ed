import { Aws, Names, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, type IRole, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { SCOPE_DIGITS, scopeRoleName } from '../adapters/aws/scoped-credentials.ts';
import type { Config } from '../contract/config.ts';
import { keyGrant, type ResourceGrant } from '../namespaces/shared/resource-grant.ts';
import { acceptWildcard } from './accepted-findings.ts';
import { type EnvLine, envLines, resourceLines } from './config-lines.ts';
import { policyDocuments } from './grants.ts';
import { resourceGrants } from './resource-grants.ts';

export interface ScopeRolesProps {
  config: Config;
  /** The one role that may take them. */
  executorRole: Role;
  /** Customer key of the scheduler, which the resources of jobs may be encrypted with too. */
  encryptionKey?: IKey | undefined;
}

/** Of a role's 64 characters, what the name of the construct may take beside the region and the digits of the scope. */
const NAME_LENGTH = 30;

/** Services of grants that decrypt with their caller's permission, by the prefix of their actions. */
const DECRYPTING = ['dynamodb', 'kinesis', 's3', 'secretsmanager', 'sns', 'sqs'];

/**
 * One IAM role for each product and env that reaches AWS: it holds what that env's jobs need and nothing else, and the
 * executor takes it for their runs. What the executor itself may do is the engine's work alone.
 */
export class ScopeRoles extends Construct {
  /** What the ARNs of all the roles begin with; {@link scopeRoleName} tells the rest. */
  readonly arnPrefix: string;
  /** Bytes that their policies take in the template. */
  bytes = 0;
  private readonly roles = new Map<string, IRole>();

  constructor(scope: Construct, id: string, props: ScopeRolesProps) {
    super(scope, id);
    // Role names are one space for an account; a stack's name is taken once in a region.
    const name = Names.uniqueResourceName(this, { maxLength: NAME_LENGTH, separator: '-' });
    const prefix = `${name}-${Aws.REGION}-`;
    this.arnPrefix = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${prefix}`;
    for (const line of envLines(props.config).filter(reachesAws)) this.roleFor(line, prefix, props);
    if (this.roles.size === 0) return;
    // One for any number of roles: the prefix is this scheduler's alone, and a role is taken only if it trusts the executor.
    const resources = [`${this.arnPrefix}${'?'.repeat(SCOPE_DIGITS)}`];
    props.executorRole.addToPolicy(
      new PolicyStatement({ sid: 'ActAsScopes', actions: ['sts:AssumeRole'], resources }),
    );
  }

  /** How many there are. */
  get count(): number {
    return this.roles.size;
  }

  /** The role of a product in an env, to be let into key or resource policies. @throws Error where it reaches nothing */
  of(product: string, env: string): IRole {
    const role = this.roles.get(`${product}/${env}`);
    if (role) return role;
    throw new Error(
      `${product} in ${env} has no role: its config names nothing that is reached with AWS credentials`,
    );
  }

  private roleFor(line: EnvLine, prefix: string, { executorRole, encryptionKey }: ScopeRolesProps): void {
    const { product, env } = line.scope;
    const own = resourceGrants(line);
    const grants = encryptionKey ? [...own, ...keyGrants(encryptionKey, own, Stack.of(this).region)] : own;
    const documents = policyDocuments(grants, line.line);
    const [inline, ...more] = documents;
    this.bytes += JSON.stringify(Stack.of(this).resolve(documents)).length;
    const role = new Role(this, `${product}#${env}`, {
      roleName: scopeRoleName(prefix, line.scope),
      description: `What jobs of ${product} in ${env} may reach`,
      assumedBy: new ArnPrincipal(executorRole.roleArn),
      // Within the role, as a template holds at most 500 resources.
      ...(inline && { inlinePolicies: { Resources: inline } }),
    });
    for (const [index, document] of more.entries()) {
      role.addManagedPolicy(new ManagedPolicy(role, `Resources${index + 2}`, { document }));
    }
    for (const { resources, wildcard } of grants)
      if (wildcard) for (const arn of resources) acceptWildcard(role, arn, wildcard);
    this.roles.set(`${product}/${env}`, role);
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
function keyGrants(key: IKey, grants: readonly ResourceGrant[], region: string): ResourceGrant[] {
  const services = new Set(
    grants.flatMap(({ actions }) => actions.map((action) => action.split(':')[0] ?? '')),
  );
  const through = DECRYPTING.filter((service) => services.has(service));
  return through.length > 0 ? [keyGrant(key.keyArn, through, region)] : [];
}

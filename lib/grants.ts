import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ResourceGrant } from '../namespaces/shared/resource-grant.ts';

/** What a role can hold by default, characters without spaces ("IAM and AWS STS quotas" of IAM's user guide). */
export const RoleQuota = {
  /** Of 10 240 for all its inline policies, so that an operator who lets it into more can still add one. */
  inline: 8192,
  /** Of 6144 for a managed policy, without what is around its statements. */
  managed: 6100,
  /** Managed policies that may be attached. */
  attached: 10,
} as const;

/** Longest ARN that a reference to another resource of the stack stands for, characters. */
const REFERENCE = 'x'.repeat(130);

/** Permissions that differ in nothing but their resources. */
interface Merged {
  sid: string;
  grant: ResourceGrant;
  resources: string[];
}

/**
 * The policies of a role with these grants: the first is its inline policy, the others are to be attached. Grants that
 * differ in their resources alone become one statement, named after their purpose.
 * @param line the config's line that they are for
 * @throws Error with the size, the bound and a way out, where no role can hold them
 */
export function policyDocuments(grants: readonly ResourceGrant[], line: string): PolicyDocument[] {
  const documents = split(merge(grants));
  const most = 1 + RoleQuota.attached;
  if (documents.length > most) {
    const size = merge(grants).reduce((sum, each) => sum + sizeOf(each), 0);
    const bound = RoleQuota.inline + RoleQuota.attached * RoleQuota.managed;
    throw new Error(
      `${line} needs permissions of ${size} characters, and IAM takes ${bound} for one role: ` +
        'divide its resources among several products or envs.',
    );
  }
  return documents.map(
    (statements) =>
      new PolicyDocument({
        statements: statements.map(
          ({ sid, grant, resources }) =>
            new PolicyStatement({
              sid,
              actions: [...grant.actions],
              ...(grant.except ? { notResources: resources } : { resources }),
              ...(grant.conditions && { conditions: grant.conditions }),
            }),
        ),
      }),
  );
}

/** One entry for each kind of grant, in their order; a second one of the same purpose is numbered. */
function merge(grants: readonly ResourceGrant[]): Merged[] {
  const kinds = new Map<string, Merged>();
  const named = new Map<string, number>();
  for (const grant of grants) {
    const { purpose, actions, conditions, except } = grant;
    const kind = JSON.stringify([purpose, actions, conditions, except && grant.resources]);
    const known = kinds.get(kind);
    if (known) {
      known.resources = [...new Set([...known.resources, ...grant.resources])];
      continue;
    }
    const number = (named.get(purpose) ?? 0) + 1;
    named.set(purpose, number);
    const sid = number === 1 ? purpose : `${purpose}${number}`;
    kinds.set(kind, { sid, grant, resources: [...new Set(grant.resources)] });
  }
  return [...kinds.values()];
}

/** The statements in as many policies as their sizes ask for; one that is too long for one continues in the next. */
function split(statements: readonly Merged[]): Merged[][] {
  const documents: Merged[][] = [[]];
  let left: number = RoleQuota.inline;
  const next = () => {
    documents.push([]);
    left = RoleQuota.managed;
  };
  for (const statement of statements) {
    const chunks = statement.grant.except ? [statement.resources] : statement.resources.map((arn) => [arn]);
    let part: Merged = { ...statement, resources: [] };
    for (const arns of chunks) {
      const longer = { ...part, resources: [...part.resources, ...arns] };
      if (sizeOf(longer) <= left) {
        part = longer;
        continue;
      }
      if (part.resources.length > 0) documents.at(-1)?.push(part);
      next();
      part = { ...statement, resources: arns };
    }
    documents.at(-1)?.push(part);
    left -= sizeOf(part);
  }
  return documents.filter((document) => document.length > 0);
}

/** Characters of a statement in a policy, at most: the CDK's texts for account, region and partition are longer than those. */
function sizeOf({ sid, grant, resources }: Merged): number {
  const { actions, conditions } = grant;
  const text = JSON.stringify({ Sid: sid, Effect: 'Allow', actions, resources, conditions });
  return text.replaceAll(/\$\{Token\[(?!AWS\.)[^\]]*\]\}/g, REFERENCE).length + ',"Not"'.length;
}

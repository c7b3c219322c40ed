import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { acceptWildcard } from './accepted-findings.ts';
import type { ResourceGrant } from './resource-grants.ts';

/** Gives `role` these grants, one statement for each need of each line, named after the line. */
export function grantResources(role: Role, grants: readonly ResourceGrant[]): void {
  const sids = sidsOf(grants);
  for (const [index, grant] of grants.entries()) {
    role.addToPolicy(
      new PolicyStatement({
        sid: sids[index] ?? '',
        actions: [...grant.actions],
        ...(grant.except ? { notResources: grant.resources } : { resources: grant.resources }),
        ...(grant.conditions && { conditions: grant.conditions }),
      }),
    );
    for (const arn of grant.resources) if (grant.wildcard) acceptWildcard(role, arn, grant.wildcard);
  }
}

/**
 * A Sid for each grant, in their order: `products.shop.envs.prd.events.main-bus` → `ShopPrdEventsMainBusSend`.
 * A Sid holds letters and digits only, so lines may come out alike; those are numbered.
 */
export function sidsOf(grants: readonly Pick<ResourceGrant, 'line' | 'purpose'>[]): string[] {
  const seen = new Map<string, number>();
  return grants.map(({ line, purpose }) => {
    const path = line.replace(/^products\.(.*?)\.envs\./, '$1.');
    const sid = `${path}.${purpose}`.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_all, first: string) =>
      first.toUpperCase(),
    );
    const count = (seen.get(sid) ?? 0) + 1;
    seen.set(sid, count);
    return count === 1 ? sid : `${sid}${count}`;
  });
}

import { idIssue, notSent } from './sendable.ts';
import type { ApiRequest } from './transport.ts';

const PREFIXES = { jobs: 'job_', webhooks: 'hook_', bulk: 'bulk_', audit: '' } as const;

/**
 * The path of one job, webhook, bulk operation or entry of the audit trail, or of what is done to it. Refuses what is not an id: an empty one would list all, and
 * `..` would leave the path. @throws DuctapeError naming the call
 */
export function idPath(
  method: ApiRequest['method'],
  collection: keyof typeof PREFIXES,
  id: string,
  rest = '',
): string {
  const prefix = PREFIXES[collection];
  if (typeof id === 'string' && new RegExp(`^${prefix}\\w[\\w.-]*$`).test(id))
    return `/v1/${collection}/${id}${rest}`;
  throw notSent({ method, path: `/v1/${collection}/{id}${rest}` }, [idIssue(prefix, id)]);
}

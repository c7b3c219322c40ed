import type { BulkAction, BulkRequest } from '../contract/bulk.ts';
import type { JobFilter } from '../contract/job.ts';

/** The client's own product and env. */
export interface OwnScope {
  product?: string;
  env?: string;
}

/** A request that is about the client's own product and env unless it names others; null stands for all there are. */
export type Scoped<Request> = Omit<Request, 'product' | 'env'> & {
  product?: string | null;
  env?: string | null;
};

/** The request with the client's own product and env where it names none. */
export function withOwn<Request extends { product?: string | null; env?: string | null }>(
  given: Request,
  own: OwnScope,
): Omit<Request, 'product' | 'env'> & OwnScope {
  const { product, env, ...request } = given ?? {};
  const reach = {
    product: product === undefined ? own.product : product,
    env: env === undefined ? own.env : env,
  };
  const named = Object.entries(reach).filter(([, value]) => value !== undefined && value !== null);
  return { ...request, ...Object.fromEntries(named) };
}

/** What is not part of the filter in a bulk request. */
const MANNER: Record<Exclude<keyof BulkRequest, keyof JobFilter>, true> = {
  as_of: true,
  total: true,
  all: true,
  dry_run: true,
  reason: true,
  include_paused_by_hand: true,
  delay: true,
  new_key: true,
  rate: true,
};

/**
 * The same for many jobs. A request without a filter stays without one, so that the API still asks for `all: true`
 * rather than take the client's product for the caller's choice.
 */
export function manyOfOwn(action: BulkAction, request: Scoped<BulkRequest>, own: OwnScope): BulkRequest {
  const given = Object.entries(request ?? {}).filter(([, value]) => value !== undefined);
  const narrows = given.some(([name]) => !(name in MANNER));
  const meant = narrows || request.all === true || action === 'pause';
  return withOwn(request, meant ? own : {});
}

import type { AuditRecord } from '../jobs/audit-record.ts';
import type { Scope, ScopeFilter } from '../jobs/scope.ts';

/** Where an entry stands in lists by scope, which sort by it as text. */
export interface AuditPlace {
  /** Unix ms. */
  at: number;
  id: string;
}

/** Which entries by scope, newest first. */
export interface AuditQuery {
  lists: readonly ScopeFilter[];
  /** Only entries from then on, Unix ms. */
  from?: number;
  /** Only entries until then, Unix ms. */
  to?: number;
  /** Only those after this one in the list, which are older. */
  below?: AuditPlace;
  limit: number;
}

/** The audit trail: a list for each job, and one for each product and env, and for what is about all envs or products. */
export interface AuditStore {
  /** Writes an entry into the list of its job, and into those of {@link listsOf}, unless it is there. */
  put(record: AuditRecord): Promise<void>;
  /** The entry of one commit of a job, or null. */
  find(jobId: string, version: number): Promise<AuditRecord | null>;
  /** The entries of a job from the version below this one down. */
  listOfJob(jobId: string, page: { limit: number; below?: number }): Promise<AuditRecord[]>;
  /** The entries of some lists, each once. */
  list(query: AuditQuery): Promise<AuditRecord[]>;
  /** Has the entries of a job that is gone go as its executions do, counted from a moment on, Unix ms. */
  expire(jobId: string, from: number): Promise<void>;
}

/** The lists by scope that have an entry: a part of a bulk operation is in that of its job alone. */
export function listsOf({ job_id, bulk_id, scopes, product, env }: AuditRecord): readonly ScopeFilter[] {
  if (scopes) return scopes;
  return job_id !== undefined && bulk_id !== undefined ? [] : [{ product, env }];
}

/** The lists with all that concerns some products and envs: theirs, and those of what is about all envs or products. */
export function listsFor(scopes: readonly Scope[]): ScopeFilter[] {
  const wider = scopes.flatMap(({ product, env }) => [{ product }, { env }, {}]);
  const byKey = new Map([...scopes, ...wider].map((list) => [listKey(list), list]));
  return [...byKey.values()];
}

/** Names a list by scope: no tag has a `#`. */
export const listKey = ({ product = '', env = '' }: ScopeFilter) => `${product}#${env}`;

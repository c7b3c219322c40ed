import type { Hold, HoldScope } from '../../contract/hold.ts';
import type { AuditRecord } from '../jobs/audit-record.ts';

/** Where holds are: one for each scope, however many jobs it has. One that is over stays for a day, in which its jobs are woken. */
export interface HoldStore {
  /** All holds, as they were at most a second ago; up to ten, where the table refuses to be read. */
  current(): Promise<readonly Hold[]>;
  /** All holds as last written. */
  list(): Promise<Hold[]>;
  /** Writes the hold of its scope, in the place of an earlier one, with what the audit trail tells of it. */
  put(hold: Hold, record?: AuditRecord): Promise<void>;
  /** Writes the hold of a maintenance window, unless it is there, also as one that was ended early. @returns whether it was not */
  open(hold: Hold, record?: AuditRecord): Promise<boolean>;
}

/** Names a hold by its scope, and one of a window by when it began too: no tag has a `#`. */
export function holdKey({ product, env, namespace, window, since }: HoldScope & Partial<Hold>): string {
  return [product, env, namespace, ...(window === undefined ? [] : [window, since])].join('#');
}

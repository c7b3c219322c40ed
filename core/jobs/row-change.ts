import type { AuditRecord } from './audit-record.ts';
import type { JobRow } from './row.ts';

/** One version of a row after another, as the stream of the table tells it; with neither it only says that the stream continues. */
export interface RowChange {
  /** Sorts as text; later changes of one shard have higher ones. */
  sequence: string;
  /** When it was written, Unix ms. */
  at: number;
  /** Absent of a row that is new. */
  before?: JobRow;
  /** Absent of a row that is gone. */
  after?: JobRow;
  /** A command about no one job, in the place of a row. */
  record?: AuditRecord;
}

import type { Hold } from './hold.ts';
import type { JobCounts } from './stats.ts';

/** Since when to tell of changes, and of what. */
export interface ChangesFilter {
  product?: string;
  env?: string;
  /** The `cursor` of the answer before; without it nothing is told to have changed. */
  since?: string;
}

/** Which jobs have changed since an earlier answer, and what is held now. */
export interface Changes {
  /** Says how far this answer tells. */
  cursor: string;
  /** By the clock of the API, Unix ms. */
  now: number;
  /** The last five characters of the ids of jobs that changed. */
  changed: string[];
  /** More than these changed, or it is not known which: what is shown has to be read again. */
  more: boolean;
  /** The holds in force on something of it, as they were at most a second ago; the oldest first. */
  holds: Hold[];
  /** Of all its jobs. */
  counts: JobCounts;
}

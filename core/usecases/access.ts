import type { Owner } from '../ports/job-store.ts';

/** Whether the caller may see and change jobs of this product and env; what it may not is not there for it. */
export type Access = (owner: Owner) => boolean;

/** Access to everything, for operators and functions that invoke this one. */
export const everything: Access = () => true;

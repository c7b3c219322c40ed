/** A product in an environment; without one of them, all there are and will be. */
export interface ScopeFilter {
  product?: string | undefined;
  env?: string | undefined;
}

/** Whether the caller may see and change all of this; what it may not is not there for it. */
export type Access = (reach: ScopeFilter) => boolean;

/** Access to everything, for operators and functions that invoke this one. */
export const everything: Access = () => true;

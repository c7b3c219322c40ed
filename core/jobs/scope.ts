/** Names a product in an environment: no tag has a `#`. */
export const scopeKey = ({ product, env }: Scope) => `${product}#${env}`;

/** Names what jobs of a product and env call. */
export const targetKey = (row: Scope & { target: string }) => `${scopeKey(row)}#${row.target}`;

/** A product in an environment, the scope of jobs. */
export interface Scope {
  product: string;
  env: string;
}

/** A product in an environment; without one of them, all there are and will be. */
export interface ScopeFilter {
  product?: string | undefined;
  env?: string | undefined;
}

/** Whether the caller may see and change all of this; what it may not is not there for it. */
export type Access = (scope: ScopeFilter) => boolean;

/** Access to everything, for operators and functions that invoke this one. */
export const everything: Access = () => true;

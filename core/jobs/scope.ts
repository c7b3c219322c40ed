import { defined } from '../../contract/plain-data.ts';

/** Names a product in an environment: no tag has a `#`. */
export const scopeKey = ({ product, env }: Scope) => `${product}#${env}`;

/** Names what jobs of a product and env call. */
export const targetKey = (row: Scope & { target: string }) => `${scopeKey(row)}#${row.target}`;

/** Names what a fairness key tells apart in a product and env, which is named so: no target begins with a `#`. */
export const crowdKey = (owner: string, key: string) => `${owner}##${key}`;

/** Whose work a job is: its product and env, and in it the caller of whom its fairness key tells. */
export const ownerOf = (row: Scope & { fairness_key?: string }) => ({
  group: scopeKey(row),
  ...defined({ key: row.fairness_key }),
});

/** A number of 32 bits, the same for the same text everywhere, that differs in all its bits for texts that differ in one. */
export function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash, 31) + text.charCodeAt(i);
  for (let round = 0; round < 2; round += 1) hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

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

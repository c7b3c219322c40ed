import type { Scope } from '../ports/job-store.ts';

/** Names a product in an environment: no tag has a `#`. */
export const scopeKey = ({ product, env }: Scope) => `${product}#${env}`;

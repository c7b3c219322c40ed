import type { Owner } from '../ports/job-store.ts';

/** Names a product in an environment: no tag has a `#`. */
export const ownerKey = ({ product, env }: Owner) => `${product}#${env}`;

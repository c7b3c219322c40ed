import { signal } from '@preact/signals';
import type { Job } from '../../contract/job.ts';
import { place } from '../router.ts';

/** Products and envs that jobs were seen of, as `product/env`; the API has no list of them. */
export const seenScopes = signal<readonly string[]>([]);

/** Notes the scopes of jobs, to suggest them. */
export function noteScopes(jobs: readonly Job[]): void {
  const all = new Set([...seenScopes.value, ...jobs.map(({ product, env }) => `${product}/${env}`)]);
  if (all.size > seenScopes.value.length) seenScopes.value = [...all].sort();
}

/** The product and env that the page is about, from `?in=shop/prd`; without it all that the caller may see. */
export function scopeOf(query: URLSearchParams): { product?: string; env?: string } {
  const [product = '', env = ''] = (query.get('in') ?? '').split('/');
  return { ...(product !== '' && { product }), ...(env !== '' && { env }) };
}

/** The same of the current place. */
export const currentScope = () => scopeOf(place.value.query);

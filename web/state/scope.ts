import { place } from '../router.ts';

/** The product and env that the page is about, from `?in=shop/prd`; without it all that the caller may see. */
export function scopeOf(query: URLSearchParams): { product?: string; env?: string } {
  const [product = '', env = ''] = (query.get('in') ?? '').split('/');
  return { ...(product !== '' && { product }), ...(env !== '' && { env }) };
}

/** The same of the current place. */
export const currentScope = () => scopeOf(place.value.query);

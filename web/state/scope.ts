import { place } from '../router.ts';
import { me } from './me.ts';

/** The product and env that the page is about, from `?in=shop/prd`; without it all that the caller may see. */
export function scopeOf(query: URLSearchParams): { product?: string; env?: string } {
  const [product = '', env = ''] = (query.get('in') ?? '').split('/');
  return { ...(product !== '' && { product }), ...(env !== '' && { env }) };
}

/** Whether the caller may see something of a product and env, as far as the API has said what. */
export const isScopeKnown = ({ product, env }: { product?: string; env?: string }): boolean =>
  me.value?.scopes.some(
    (each) => (product === undefined || each.product === product) && (env === undefined || each.env === env),
  ) ?? true;

/** The same of the current place. */
export const currentScope = () => scopeOf(place.value.query);

import type { HttpApp } from '../../../contract/resources/actions.ts';

/** The headers that an app's configuration sets, which no dispatch may. */
export function configuredHeaders({ headers = {}, auth }: HttpApp): string[] {
  const own = Object.keys(headers);
  if (!auth) return own;
  switch (auth.type) {
    case 'bearer':
    case 'basic':
    case 'oauth2':
      return [...own, 'authorization'];
    case 'header':
      return [...own, auth.name];
    case 'apiKey':
      return auth.in === 'header' ? [...own, auth.name] : own;
  }
}

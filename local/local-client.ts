import { LOCAL_CREDENTIALS } from './names.ts';

/**
 * Settings of an AWS client that speaks to a local engine often. It waits without an end: a receive that is given up may
 * already hold messages.
 */
export function localClient(endpoint: string) {
  return { cacheMiddleware: true, endpoint, credentials: LOCAL_CREDENTIALS };
}

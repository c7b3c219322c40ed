import { CLIENT_SETTINGS } from '../adapters/aws/client-settings.ts';
import { LOCAL_CREDENTIALS } from './names.ts';

/** Settings of an AWS client that speaks to a local engine often. */
export function localClient(endpoint: string) {
  return { ...CLIENT_SETTINGS, endpoint, credentials: LOCAL_CREDENTIALS };
}

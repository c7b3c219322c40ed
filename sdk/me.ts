import type { Me } from '../contract/me.ts';
import { type CallOptions, callApi } from './call-api.ts';

/** What caller this client is to the API, what it may do there, and what time it is by the API's clock. */
export const getMe = (options: CallOptions): Promise<Me> =>
  callApi(options, { method: 'GET', path: '/v1/me', repeatable: true });

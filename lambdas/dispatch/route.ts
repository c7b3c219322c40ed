import type { Config } from '../../contract/config.ts';
import type { Me } from '../../contract/me.ts';
import { validationError } from '../../core/errors/request-error.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { DispatchSetup } from '../../core/usecases/dispatch/first-answer.ts';
import type { Checked } from '../../core/validation/check.ts';
import type { WebhookSetup } from '../../core/webhooks/manage-webhooks.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import type { RouteKey } from './route-keys.ts';
import type { ClaimNames } from './who.ts';

/** What the routes need beside the ports. */
export type RoutesSetup = Omit<DispatchSetup, 'caller'> &
  WebhookSetup & {
    config: Config;
    /** Webhooks may name receivers on this machine. */
    localReceivers: boolean;
    /** Whether the engine answers. */
    isHealthy(): Promise<boolean>;
    claims: ClaimNames;
    /** What the deployment tells of itself. */
    about: Pick<Me, 'version' | 'retention_days' | 'clock'>;
  };

/** Answers the calls of one route. */
export type Route<Key extends RouteKey> = (
  request: ApiRequest<Key>,
  setup: RoutesSetup,
  ports: Ports,
) => Promise<ApiResponse>;

/** A route that takes no query. */
export type PlainRoute = (
  request: Pick<ApiRequest, 'params' | 'body' | 'who' | 'access' | 'scope' | 'caller'>,
  setup: RoutesSetup,
  ports: Ports,
) => Promise<ApiResponse>;

/** An answer of 200. */
export const ok = (body: unknown): ApiResponse => ({ status: 200, body });

/** A value that was checked. @throws RequestError naming what of it is wrong */
export function checked<T>(value: Checked<T>): T {
  if (value.ok) return value.value;
  throw validationError(value.issues);
}

import type { Logger } from '@aws-lambda-powertools/logger';
import type { Ports } from '../../core/ports/ports.ts';
import { type DispatchEvent, isGatewayEvent } from './event.ts';
import type { createPage } from './page.ts';
import { toProblem } from './problem.ts';
import { type ApiResponse, readRequest } from './request.ts';
import type { RoutesSetup } from './route.ts';
import { callRoute } from './routes.ts';

/** Delay before a caller that was answered 503 may call again, s (RFC 9110, 10.2.3). */
const RETRY_AFTER_S = 2;

/**
 * Answers calls of the API: reads the request, calls one use case, maps the answer; never throws.
 * @param page answers the paths of the dashboard, where that is served
 */
export function createHandler(
  setup: RoutesSetup,
  ports: Ports,
  logger: Logger,
  page?: ReturnType<typeof createPage>,
) {
  return async (event: DispatchEvent) => {
    const isGateway = isGatewayEvent(event);
    const served = isGateway ? page?.(event) : undefined;
    if (served) return served;
    const response = await answer(event, setup, ports, logger);
    return isGateway ? toGateway(response) : response;
  };
}

async function answer(
  event: DispatchEvent,
  setup: RoutesSetup,
  ports: Ports,
  logger: Logger,
): Promise<ApiResponse> {
  try {
    const request = readRequest(event, setup.claims, setup.localReceivers);
    const { faults = [], ...response } = await callRoute(request, setup, ports);
    for (const error of faults) logger.error('a dispatch among many failed', { error });
    return response;
  } catch (error) {
    const problem = toProblem(error);
    if (problem.status >= 500) logger.error('a call failed', { error });
    return { status: problem.status, body: problem };
  }
}

function toGateway({ status, body, version }: ApiResponse) {
  const etag = version === undefined ? {} : { etag: `"${version}"`, 'cache-control': 'no-cache' };
  if (status === 304) return { statusCode: status, headers: etag };
  const headers = {
    ...etag,
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
    ...(status === 503 && { 'retry-after': String(RETRY_AFTER_S) }),
  };
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

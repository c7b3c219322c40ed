import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { warn } from '../terminal.ts';
import { SchedulerError } from './errors.ts';
import { route } from './router.ts';
import type { ApiRequest, Scheduler } from './scheduler.ts';

/** The largest body taken, in bytes; no valid request comes near it. */
const LONGEST_BODY = 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The socket must outlive an early end of reading: the refusal is still to be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > LONGEST_BODY) {
      throw new SchedulerError(
        'RequestEntityTooLargeException',
        `A request has at most ${LONGEST_BODY} bytes.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** restJson1 takes a member that is null for one that is absent. */
function parseBody(text: string): ApiRequest['body'] {
  if (text === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text, (_key, value) => (value === null ? undefined : value));
  } catch (cause) {
    throw new SchedulerError('SerializationException', 'The request body is not well-formed JSON.', {
      cause,
    });
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new SchedulerError('SerializationException', 'The request body is not a JSON object.');
}

async function answer(scheduler: Scheduler, request: IncomingMessage): Promise<object> {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  const { operation, action, resource } = route(request.method ?? 'GET', url?.pathname ?? '');
  scheduler.rates.admit(operation, scheduler.clock.now());
  const body = parseBody(await readBody(request));
  return action(scheduler, { resource, query: url?.searchParams ?? new URLSearchParams(), body });
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string>): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(text);
}

/**
 * Speaks restJson1: an error's name goes in `x-amzn-errortype`, its text in `Message`. `changed` is called
 * after every request that may have changed a schedule.
 */
export function httpListener(scheduler: Scheduler, changed: () => void): RequestListener {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const body = await answer(scheduler, request);
      if (request.method !== 'GET') changed();
      send(response, 200, body, {});
    } catch (error) {
      const known = error instanceof SchedulerError ? error : undefined;
      if (known === undefined) warn(error instanceof Error ? error.stack : error);
      const body = {
        Message: known?.message ?? 'Unexpected error encountered while processing the request.',
      };
      // What is left of the request is not read, so the connection cannot carry another.
      const headers = { 'x-amzn-errortype': known?.code ?? 'InternalServerException' };
      const isOver = request.complete ? {} : { connection: 'close' };
      send(response, known?.status ?? 500, body, { ...headers, ...isOver });
    }
  };
  return (request, response) => void handle(request, response);
}

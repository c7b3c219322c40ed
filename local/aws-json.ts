import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './lambda/http.ts';
import { serveOnLoopback } from './lambda/loopback.ts';

/** The largest body taken, bytes; no valid request comes near it. */
const LONGEST_BODY = 4 * 1024 * 1024;

/** An error as AWS documents it for an action: its name, and the HTTP status. */
export class AwsJsonError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsJsonError';
    this.code = code;
    this.status = status;
  }
}

/** One action of a service: takes the request's members, gives the answer's. */
export type AwsJsonAction = (input: Record<string, unknown>) => Promise<object> | object;

/**
 * Serves actions in the AWS JSON protocol (1.0 and 1.1: `x-amz-target: Prefix.Action`) on 127.0.0.1; port 0 asks for
 * a free one. Signatures are not checked.
 */
export async function serveAwsJson(
  port: number,
  actions: Readonly<Record<string, AwsJsonAction>>,
): Promise<{ endpoint: string; stop(): Promise<void> }> {
  return await serveOnLoopback((request, response) => {
    answer(request, actions)
      .then((body) => send(response, 200, body))
      .catch((error: unknown) => refuse(response, error));
  }, port);
}

async function answer(
  request: IncomingMessage,
  actions: Readonly<Record<string, AwsJsonAction>>,
): Promise<object> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = target.slice(target.indexOf('.') + 1);
  const body = await readBody(request, LONGEST_BODY);
  if (!body)
    throw new AwsJsonError('RequestEntityTooLarge', `a request has at most ${LONGEST_BODY} bytes`, 413);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new AwsJsonError('UnknownOperationException', `not served: ${target}`);
  return await action(parse(body.toString()));
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text || '{}');
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Said below.
  }
  throw new AwsJsonError('SerializationException', 'the body is not a JSON object');
}

function send(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const known =
    error instanceof AwsJsonError ? error : new AwsJsonError('InternalFailure', String(error), 500);
  send(response, known.status, { __type: known.code, message: known.message });
}

import {
  type ClientRequest,
  type IncomingMessage,
  Agent as PlainAgent,
  request as sendPlain,
} from 'node:http';
import { request as sendTls, Agent as TlsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';

type Handle = NodeHttpHandler['handle'];
type HttpRequest = Parameters<Handle>[0];
type HttpResponse = Awaited<ReturnType<Handle>>['response'];

/** Connections to one host, as many as the SDK's own handler opens. */
const AGENT = { keepAlive: true, maxSockets: 50 };

/** What the SDK takes for a fault that may pass (`NodeHttpHandler` names them so too). */
const PASSING = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/**
 * Carries requests of AWS clients whose bodies are texts or bytes, and whose answers are read as a whole: a third of the
 * processor time of the handler it extends, which sets timers and streams for each request.
 */
export class HttpHandler extends NodeHttpHandler {
  private readonly plain = new PlainAgent(AGENT);
  private readonly tls = new TlsAgent(AGENT);

  override async handle(request: HttpRequest, options: Parameters<Handle>[1] = {}) {
    const signal = options.abortSignal as AbortSignal | undefined;
    signal?.throwIfAborted();
    return { response: await this.exchange(request, signal) };
  }

  override destroy(): void {
    this.plain.destroy();
    this.tls.destroy();
  }

  private exchange(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) => {
        if (PASSING.has(error.code ?? '')) error.name = 'TimeoutError';
        reject(error);
      };
      const outgoing = this.open(request, signal);
      outgoing.once('response', (answer) => {
        read(answer).then((body) => resolve(responseOf(answer, body)), fail);
      });
      outgoing.once('error', fail);
      outgoing.end(request.body);
    });
  }

  private open(
    { protocol, hostname, port, method, path, query, headers }: HttpRequest,
    signal?: AbortSignal,
  ) {
    const tls = protocol === 'https:';
    const options = {
      agent: tls ? this.tls : this.plain,
      host: hostname,
      port,
      method,
      path: path + queryOf(query),
      headers,
      ...(signal && { signal }),
    };
    return (tls ? sendTls(options) : sendPlain(options)) as ClientRequest;
  }
}

async function read(answer: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  return await new Promise((resolve, reject) => {
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.once('end', () => resolve(Buffer.concat(chunks)));
    answer.once('error', reject);
  });
}

function responseOf({ statusCode = 0, statusMessage = '', headers }: IncomingMessage, body: Uint8Array) {
  const lists = Object.entries(headers).filter(([, value]) => Array.isArray(value));
  for (const [name, value] of lists) headers[name] = String(value);
  return { statusCode, reason: statusMessage, headers: headers as Record<string, string>, body };
}

/** `?a=b&…`, or nothing. */
export function queryOf(query: HttpRequest['query']): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${escaped(name)}=${escaped(one ?? '')}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.sort().join('&')}`;
}

/** As RFC 3986 wants it: `encodeURIComponent` leaves five more as they are. */
export function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

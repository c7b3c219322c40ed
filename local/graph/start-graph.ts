import type { IncomingMessage, ServerResponse } from 'node:http';
import { asRecord } from '../../contract/plain-data.ts';
import { readBody } from '../lambda/http.ts';
import { serveOnLoopback } from '../lambda/loopback.ts';
import { openGraph } from './age.ts';
import { CypherFault } from './cypher.ts';

const LONGEST_BODY = 1024 * 1024;

/** A running graph. */
export interface Graph {
  endpoint: string;
  stop(): Promise<void>;
}

/** Where a graph listens and what it keeps. */
export interface GraphOptions {
  /** 0 asks for a free one. */
  port: number;
  /** Without it the graph is in memory. */
  dataDirectory?: string;
  /** Where an empty graph is kept to begin from; in the working directory unless told. */
  archives?: string;
}

/**
 * Serves Neptune's openCypher HTTP endpoint over PostgreSQL with Apache AGE on 127.0.0.1. Nodes have one label there,
 * and signatures are not checked; what it cannot do it refuses as `UnsupportedOperationException`. PostgreSQL takes seconds
 * to start, so the first query starts it.
 */
export async function startGraph({ port, dataDirectory, archives }: GraphOptions): Promise<Graph> {
  let opened: ReturnType<typeof openGraph> | undefined;
  const query: Query = async (text, params) => {
    opened ??= openGraph(dataDirectory, archives);
    return await (await opened).query(text, params);
  };
  const server = await serveOnLoopback((request, response) => {
    answer(request, query).then(
      (results) => send(response, 200, { results }),
      (error: unknown) => refuse(response, error),
    );
  }, port);
  return {
    endpoint: server.endpoint,
    async stop() {
      await server.stop();
      await (await opened)?.close();
    },
  };
}

type Query = (text: string, params: Record<string, unknown>) => Promise<Record<string, unknown>[]>;

async function answer(request: IncomingMessage, query: Query): Promise<Record<string, unknown>[]> {
  if (request.method !== 'POST' || !/^\/opencypher\/?$/i.test(request.url ?? '')) {
    throw new CypherFault('BadRequestException', `not served: ${request.method} ${request.url}`);
  }
  const body = await readBody(request, LONGEST_BODY);
  if (!body) throw new CypherFault('QueryTooLargeException', `a request has at most ${LONGEST_BODY} bytes`);
  const form = new URLSearchParams(body.toString());
  const text = form.get('query');
  if (!text) throw new CypherFault('MissingParameterException', 'query is required');
  return await query(text, readParams(form.get('parameters')));
}

function readParams(text: string | null): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(text ?? '{}'));
  } catch {
    throw new CypherFault('InvalidParameterException', 'parameters is not JSON');
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, error: unknown): void {
  const { code, message } =
    error instanceof CypherFault ? error : new CypherFault('InternalFailureException', String(error));
  const status = code === 'InternalFailureException' ? 500 : 400;
  send(response, status, { requestId: 'local', code, detailedMessage: message });
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { ErrorCode, type Problem } from '../../contract/errors.ts';

/** The names under which a program on this machine reaches a listener on it. */
const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** What a browser says of a request that a page of the listener itself made, or that the address bar did. */
const OWN_SITES = ['same-origin', 'none'];

/** The headers of a request that tell whether a browser sent it. */
interface BrowserHeaders {
  host?: unknown;
  origin?: unknown;
  'sec-fetch-site'?: unknown;
}

/**
 * Whether no browser sent it, or a script of a page from the very origin that it goes to, as both headers say that no page can write: not the address bar, a
 * form without a script, or another name of this machine. Node's `fetch` has a `sec-fetch-mode`, but neither of these.
 */
export function isOfProgramOrOwnPage({ host, origin, 'sec-fetch-site': site }: BrowserHeaders): boolean {
  if (origin === undefined && site === undefined) return true;
  return site === 'same-origin' && origin === `http://${host}`;
}

/** Whether a link of another site led a person here: the site sees nothing of the answer, and neither frames it nor calls it from a script. */
function isLink({ method, headers }: IncomingMessage): boolean {
  const { origin, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } = headers;
  return method === 'GET' && origin === undefined && mode === 'navigate' && dest === 'document';
}

/** Tells the paths to which links of other sites may lead. */
export type IsView = (path: string) => boolean;

/**
 * Why a listener on this machine refuses a request, or undefined. A web page must not drive it: neither from another
 * origin, nor under a name that was made to point at this machine (DNS rebinding).
 */
export function refusalOf(request: IncomingMessage, isView: IsView = () => false): string | undefined {
  const { headersDistinct, url = '', socket } = request;
  const { host: hosts = [], origin: origins = [], 'sec-fetch-site': sites = [] } = headersDistinct;
  const isOwn = (host: string) => isOwnHost(host.toLowerCase(), socket.localPort);
  // A request for a proxy names another host in its target than in its header.
  if (!url.startsWith('/')) return 'The target of a request is a path here.';
  if (hosts.length !== 1 || !hosts.every(isOwn)) {
    const own = NAMES.map((name) => `${name}:${socket.localPort}`).join(', ');
    return `Host is ${hosts.join(', ') || 'missing'}; programs on this machine reach this listener as ${own}.`;
  }
  const foreign = origins.find((origin) => !origin.startsWith('http://') || !isOwn(origin.slice(7)));
  if (foreign !== undefined) return `Web pages of the origin ${foreign} may not call this listener.`;
  if (sites.every((site) => OWN_SITES.includes(site))) return undefined;
  if (isLink(request) && isView(url.replace(/\?.*/s, ''))) return undefined;
  return 'Web pages of other sites may not call this listener.';
}

function isOwnHost(host: string, port: number | undefined): boolean {
  return NAMES.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

/** The body of a 403 for such a request. */
export function forbidden(detail: string): Problem {
  return { type: 'about:blank', title: 'Not allowed', status: 403, code: ErrorCode.Forbidden, detail };
}

/**
 * Has `server` refuse, before its listeners see them, the requests that `refusalOf` names; its listeners must be on.
 * What it serves is not a page either: a stored file that is opened in a browser runs no script in the listener's name.
 */
export function guard(server: Server, isView?: IsView): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(request, isView);
    response.setHeader('content-security-policy', 'sandbox');
    response.setHeader('x-content-type-options', 'nosniff');
    if (refusal === undefined) for (const listener of listeners) listener.call(server, request, response);
    else refuse(response, forbidden(refusal));
  });
}

/** What is left of the request is not read, so the connection carries no other. */
function refuse(response: ServerResponse, problem: Problem): void {
  const body = Buffer.from(JSON.stringify(problem));
  const headers = { 'content-type': 'application/problem+json', 'content-length': body.length };
  response.writeHead(problem.status, { ...headers, connection: 'close' }).end(body);
}

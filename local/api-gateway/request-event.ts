import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { claimsIn } from './token-claims.ts';

/** What the event needs to know beside the request itself. */
export interface RequestParts {
  routeKey: string;
  pathParameters: Record<string, string>;
  /** Percent-decoded, as API Gateway passes it on. */
  path: string;
  rawQueryString: string;
  body: Buffer;
  now: Date;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// Forms are not among them: API Gateway encodes them in base64.
const TEXTUAL = /^(text\/|application\/(json|xml|javascript)\b|[^;]+\+(json|xml)\b)/i;

/** The event in payload format 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function requestEvent(request: IncomingMessage, parts: RequestParts): APIGatewayProxyEventV2 {
  const { routeKey, path, rawQueryString, pathParameters, body, now } = parts;
  const { cookie, ...headers } = joinedHeaders(request);
  const query = queryParameters(rawQueryString);
  const domainName = (headers['host'] ?? '127.0.0.1').replace(/:\d+$/, '');
  const [domainPrefix = ''] = domainName.split('.');
  const isBase64Encoded = isBinary(headers['content-type'], body);
  const claims = claimsIn(headers['authorization']);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
      domainName,
      domainPrefix,
      http: {
        method: request.method ?? '',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    headers[name] = values.join(name === 'cookie' ? '; ' : ',');
  }
  return {
    ...headers,
    'x-forwarded-for': request.socket.remoteAddress ?? '',
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
  };
}

function queryParameters(rawQueryString: string): Record<string, string> {
  const parameters = new URLSearchParams(rawQueryString);
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name).join(',')]));
}

function isBinary(contentType: string | undefined, body: Buffer): boolean {
  if (body.length === 0) return false;
  return (contentType !== undefined && !TEXTUAL.test(contentType)) || !isUtf8(body);
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, '0');
  const time = date.toISOString().slice(11, 19);
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${time} +0000`;
}

/** What goes to the client. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  /** Each becomes a Set-Cookie header. */
  cookies: string[];
  body: Buffer;
  /** The gateway's own answer, and no function's. */
  isGateways?: true;
}

/** An answer of API Gateway itself. */
export function gatewayAnswer(statusCode: number, message: string): HttpAnswer {
  const headers = { 'content-type': 'application/json' };
  return {
    statusCode,
    headers,
    cookies: [],
    body: Buffer.from(JSON.stringify({ message })),
    isGateways: true,
  };
}

/**
 * The answer a function's result stands for in payload format 2.0: an object with `statusCode` is the answer, anything
 * else is the body of a 200; a malformed answer is a 500.
 */
export function functionAnswer(payload: Buffer): HttpAnswer {
  const result = parse(payload);
  if (!isRecord(result) || !('statusCode' in result)) {
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: payload };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result;
  const isWellFormed =
    isStatus(statusCode) &&
    (isRecord(headers) || headers == null) &&
    (isStringList(cookies) || cookies == null) &&
    (typeof body === 'string' || body == null);
  if (!isWellFormed) return gatewayAnswer(500, 'Internal Server Error');
  return {
    statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...lowerCased(headers ?? {}) },
    cookies: cookies ?? [],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599;
}

function lowerCased(headers: Record<string, unknown>): Record<string, string> {
  // The gateway frames the body itself.
  const own = new Set(['content-length', 'transfer-encoding', 'connection']);
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
      .filter(([name]) => !own.has(name)),
  );
}

import { ErrorCode } from '../contract/errors.ts';
import { defined } from '../contract/plain-data.ts';
import { DuctapeError, missingPackage, optionError } from './ductape-error.ts';
import { exchange, type HttpMessage, httpMessage } from './exchange.ts';
import type { ApiRequest, AwsCredentials, Credentials, Token, Transport } from './transport.ts';

/** Where an API without IAM authorisation listens. */
export interface HttpOptions {
  /** `http://host:port`; a path in it comes before `/v1`. */
  endpoint: string;
}

/** Speaks HTTP without a signature, as the embedded cloud wants it. */
export function httpTransport({ endpoint }: HttpOptions): Transport {
  const base = new URL(endpoint);
  return async (request, signal) => exchange(request, httpMessage(base, request), signal);
}

/** An endpoint with IAM authorisation. */
export interface HttpsOptions {
  /** `https://{id}.execute-api.{region}.amazonaws.com[/stage]`, a domain of your own, or `https://{id}.lambda-url.{region}.on.aws`. */
  endpoint: string;
  /** Default: the one in the endpoint, else `AWS_REGION`. */
  region?: string;
  /** Default: the provider chain of the AWS SDK. */
  credentials?: Credentials;
}

/** An API behind an authorizer or a proxy that takes bearer tokens. */
export interface TokenOptions {
  /** An `https:` address, as a token is not sent in clear text; or an `http:` one of this machine. */
  endpoint: string;
  token: Token;
}

/** What RFC 6750, 2.1 lets stand in the header. */
const BEARER = /^[\w.~+/-]+=*$/;

/** JavaScript may give anything, such as nothing where a session has ended. */
const isBearer = (token: unknown): token is string => typeof token === 'string' && BEARER.test(token);

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Sends a bearer token with each request, which is not shown in errors.
 * @throws DuctapeError when the endpoint would have it sent in clear text to another machine, or a text is not a bearer token
 */
export function tokenTransport({ endpoint, token }: TokenOptions): Transport {
  const base = new URL(endpoint);
  if (base.protocol !== 'https:' && !LOOPBACK.test(base.hostname))
    throw optionError('endpoint', 'must begin with https: where a token is sent');
  if (typeof token !== 'function' && !isBearer(token)) throw optionError('token', NOT_BEARER);
  return async (request, signal) => {
    const message = httpMessage(base, request);
    const authorization = `Bearer ${await currentToken(request, token)}`;
    return exchange(request, { ...message, headers: { ...message.headers, authorization } }, signal);
  };
}

const NOT_BEARER = 'expected a bearer token (RFC 6750, 2.1), without the word Bearer';

async function currentToken(request: ApiRequest, token: Token): Promise<string> {
  if (typeof token === 'string') return token;
  let current: unknown;
  try {
    current = await token();
  } catch (cause) {
    const detail = `no token to send: ${cause instanceof Error ? cause.message : cause}`;
    throw new DuctapeError(request, { code: ErrorCode.Unauthorized, detail, unsent: true, cause });
  }
  if (isBearer(current)) return current;
  const detail = `no token to send: ${NOT_BEARER}`;
  throw new DuctapeError(request, { code: ErrorCode.Unauthorized, detail, unsent: true });
}

/** Speaks HTTPS signed with SigV4, for API Gateway or for the URL of a function; throws a {@link DuctapeError} when no region can be found. */
export function httpsTransport(options: HttpsOptions): Transport {
  const base = new URL(options.endpoint);
  const region = options.region ?? regionOf(base.hostname) ?? globalThis.process?.env['AWS_REGION'];
  if (!region) throw optionError('region', `${base.host} names no AWS region: pass one or set AWS_REGION`);
  const service = serviceOf(base.hostname);
  const credentials = credentialsFrom(options.credentials);
  return async (request, signal) => {
    const message = httpMessage(base, request);
    const signed = await sign(request, message, { service, region }, await credentials(request));
    return exchange(request, signed, signal);
  };
}

const GATEWAY_HOST = /\.execute-api\.([a-z0-9-]+)\.(?:(?:vpce\.)?amazonaws\.com(?:\.cn)?|api\.aws)$/;
const FUNCTION_HOST = /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/;

/** Region of the host of an API Gateway (regional, private by a VPC endpoint, dual-stack or in China) or of a function's URL. */
export function regionOf(hostname: string): string | undefined {
  return (GATEWAY_HOST.exec(hostname) ?? FUNCTION_HOST.exec(hostname))?.[1];
}

/** The service that a signature for this host is for: a domain of your own is that of an API Gateway. */
export function serviceOf(hostname: string): 'execute-api' | 'lambda' {
  return FUNCTION_HOST.test(hostname) ? 'lambda' : 'execute-api';
}

/** The AWS packages are imported at the first signature, so that only who signs pays for them. */
function credentialsFrom(given: Credentials | undefined) {
  let provider: (() => Promise<AwsCredentials>) | undefined;
  return async (request: ApiRequest): Promise<AwsCredentials> => {
    if (typeof given === 'object') return given;
    try {
      provider ??= given ?? (await loadProviders(request)).defaultProvider();
      return await provider();
    } catch (cause) {
      if (cause instanceof DuctapeError) throw cause;
      const detail = `no AWS credentials to sign with: ${cause instanceof Error ? cause.message : cause}`;
      throw new DuctapeError(request, { code: ErrorCode.Unauthorized, detail, cause });
    }
  };
}

async function loadProviders(request: ApiRequest) {
  try {
    return await import('@aws-sdk/credential-provider-node');
  } catch (cause) {
    throw missingPackage(request, '@aws-sdk/credential-provider-node', cause);
  }
}

async function sign(
  request: ApiRequest,
  message: HttpMessage,
  signedFor: { service: string; region: string },
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
): Promise<HttpMessage> {
  const { AwsV4Signer } = await import('aws4fetch');
  const { headers } = await new AwsV4Signer({
    method: request.method,
    url: message.url.href,
    headers: message.headers,
    ...signedFor,
    accessKeyId,
    secretAccessKey,
    ...defined({ body: message.body, sessionToken }),
  }).sign();
  return { ...message, headers: Object.fromEntries(headers) };
}

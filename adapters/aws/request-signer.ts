import { createHmac, hash } from 'node:crypto';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { escaped, queryOf } from './http-handler.ts';

type HttpRequest = Parameters<NodeHttpHandler['handle']>[0];

/** What a request is signed with. */
export interface SigningIdentity {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** What the SDK says of a signature. */
export interface SigningArguments {
  /** Corrected by the SDK where this machine's clock is wrong. */
  signingDate?: Date | string | number;
  signingRegion?: string;
  signingService?: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Signs requests of AWS clients whose bodies are texts or bytes
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The SDK makes a signer,
 * five hashes and as many promises for each request; this one keeps the key of the day.
 */
export class RequestSigner {
  private readonly identity: () => Promise<SigningIdentity>;
  private readonly keys = new Map<string, { secret: string; key: Buffer }>();

  /** @param identity current credentials; asked for each request */
  constructor(identity: () => Promise<SigningIdentity>) {
    this.identity = identity;
  }

  /** The request with the headers that sign it. */
  async sign(request: HttpRequest, { signingDate, signingRegion, signingService }: SigningArguments) {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.identity();
    const time = new Date(signingDate ?? Date.now()).toISOString().replace(/[:-]|\.\d{3}/g, '');
    const scope = [time.slice(0, 8), signingRegion, signingService, 'aws4_request'].join('/');
    const headers: Record<string, string> = {
      ...request.headers,
      'x-amz-date': time,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const { names, text } = canonical({ ...request, headers });
    const signature = createHmac('sha256', this.key(scope, secretAccessKey))
      .update([ALGORITHM, time, scope, hash('sha256', text)].join('\n'))
      .digest('hex');
    headers['authorization'] =
      `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return { ...request, headers };
  }

  /** Of one day, region and service; only the last of each service is kept. */
  private key(scope: string, secret: string): Buffer {
    const [date = '', region = '', service = '', end = ''] = scope.split('/');
    const known = this.keys.get(service);
    if (known?.secret === secret + scope) return known.key;
    const key = [date, region, service, end].reduce<string | Buffer>(
      (parent, part) => createHmac('sha256', parent).update(part).digest(),
      `AWS4${secret}`,
    ) as Buffer;
    this.keys.set(service, { secret: secret + scope, key });
    return key;
  }
}

/** The text that is signed, and the headers in it. */
function canonical({ method, path, query, headers, body = '' }: Omit<HttpRequest, 'clone'>) {
  const signed = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')] as const)
    .filter(([name]) => name === 'host' || name === 'content-type' || name.startsWith('x-amz-'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const text = [
    method,
    path.split('/').map(escaped).join('/'),
    queryOf(query).slice(1),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    hash('sha256', body),
  ].join('\n');
  return { names, text };
}

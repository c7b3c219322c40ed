import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readBody } from '../lambda/http.ts';
import { listenOnLoopback } from '../lambda/loopback.ts';
import { LOCAL } from '../names.ts';

/** Longer than any valid AssumeRole without session policies, bytes. */
const LONGEST_BODY = 64 * 1024;
/** The longest session of a role that is taken with a role, s (IAM user guide, "Role chaining"). */
const LONGEST_SESSION_S = 3600;
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export interface StsOptions {
  /** 0 for a free one. */
  port: number;
  /** Names of the roles that may be taken. */
  roles: readonly string[];
  /** Unix ms; the end of a session is told by it. */
  now: () => number;
}

/** A running STS. */
export interface Sts {
  endpoint: string;
  stop(): Promise<void>;
}

/** An error as the API reference of STS documents it. */
class StsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/**
 * Serves AssumeRole of STS (API reference, version 2011-06-15) in the AWS query protocol on 127.0.0.1, for the roles
 * that a template has. Signatures are not checked, and what it gives out is refused by no engine: the embedded cloud
 * goes the way to the credentials that AWS asks for, and enforces no policies.
 */
export async function startSts({ port, roles, now }: StsOptions): Promise<Sts> {
  const server = createServer((request, response) => {
    answer(request, roles, now)
      .then((body) => send(response, 200, body))
      .catch((error: unknown) => refuse(response, error));
  });
  const actualPort = await listenOnLoopback(server, port);
  return {
    endpoint: `http://127.0.0.1:${actualPort}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  roles: readonly string[],
  now: () => number,
): Promise<string> {
  const body = await readBody(request, LONGEST_BODY);
  if (!body) throw new StsError('RequestEntityTooLarge', `a request has at most ${LONGEST_BODY} bytes`, 413);
  const form = new URLSearchParams(body.toString());
  const action = form.get('Action');
  if (action !== 'AssumeRole') throw new StsError('InvalidAction', `not served: ${action}`);
  const arn = form.get('RoleArn') ?? '';
  const session = form.get('RoleSessionName') ?? '';
  const seconds = Number(form.get('DurationSeconds') ?? LONGEST_SESSION_S);
  if (!/^[\w+=,.@-]{2,64}$/.test(session))
    throw new StsError('ValidationError', 'RoleSessionName is not valid');
  if (!(seconds >= 900 && seconds <= LONGEST_SESSION_S)) {
    const message = `DurationSeconds is from 900 to ${LONGEST_SESSION_S} where a role takes a role`;
    throw new StsError('ValidationError', message);
  }
  const [, account, name = ''] = /^arn:aws:iam::(\d{12}):role\/([\w+=,.@-]+)$/.exec(arn) ?? [];
  if (account !== LOCAL.account || !roles.includes(name)) {
    throw new StsError('AccessDenied', `not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403);
  }
  return assumed(name, session, now() + seconds * 1000);
}

/** No value needs escaping: names were checked above. */
function assumed(role: string, session: string, until: number): string {
  const id = `AROA${randomBytes(8).toString('hex').toUpperCase()}`;
  return `<AssumeRoleResponse xmlns="${NAMESPACE}"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA${randomBytes(8).toString('hex').toUpperCase()}</AccessKeyId>
<SecretAccessKey>${randomBytes(30).toString('base64url')}</SecretAccessKey>
<SessionToken>${randomBytes(60).toString('base64url')}</SessionToken>
<Expiration>${new Date(until).toISOString()}</Expiration></Credentials>
<AssumedRoleUser><AssumedRoleId>${id}:${session}</AssumedRoleId>
<Arn>arn:aws:sts::${LOCAL.account}:assumed-role/${role}/${session}</Arn></AssumedRoleUser></AssumeRoleResult>
<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></AssumeRoleResponse>`;
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const known = error instanceof StsError ? error : new StsError('InternalFailure', String(error), 500);
  const type = known.status < 500 ? 'Sender' : 'Receiver';
  const message = known.message.replaceAll(/[<>&]/g, '?');
  const told = `<Type>${type}</Type><Code>${known.code}</Code><Message>${message}</Message>`;
  send(response, known.status, `<ErrorResponse xmlns="${NAMESPACE}"><Error>${told}</Error></ErrorResponse>`);
}

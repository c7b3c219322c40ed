import {
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  createClient,
  DisconnectsClientError,
  ErrorReply,
  SocketClosedUnexpectedlyError,
} from '@redis/client';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import type { RedisStreamsBroker } from '../../../contract/resources/events.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { Secrets } from '../../../core/ports/access.ts';
import { authoritiesFor, resolveUrl } from '../../shared/connection.ts';
import { errorType } from '../../shared/error-code.ts';
import { errors } from './errors.ts';

const CONNECT_MS = 5000;

/** A connection that is kept, and how it is dropped. */
export interface Kept {
  connected: Promise<Client>;
  drop(): void;
}

type Client = ReturnType<typeof open>;

/** One connection for each server and execution environment; a secret's new value makes a new one. */
const connections = new Map<string, Kept>();

/** The connection to the broker. @throws RunError where its url or `ca` cannot be used, or a secret is not there */
export async function connectionTo(broker: RedisStreamsBroker, secrets: Secrets): Promise<Kept> {
  const url = readUrl(await resolveUrl(broker.url, secrets));
  const ca = await authoritiesFor([], broker.ca, secrets);
  if (ca && url.protocol !== 'rediss:') {
    throw new RunError(
      ErrorCode.Validation,
      'the broker has a ca, and its url is not one for TLS: write rediss://',
    );
  }
  const key = JSON.stringify([url.href, ca]);
  const kept = connections.get(key) ?? connect(key, url, ca);
  connections.set(key, kept);
  return kept;
}

function connect(key: string, url: URL, ca: string[] | undefined): Kept {
  const client = open(url, ca);
  const forget = () => {
    if (connections.get(key) === kept) connections.delete(key);
  };
  const drop = () => {
    forget();
    if (client.isOpen) client.destroy();
  };
  const kept: Kept = { connected: client.connect().then(() => client), drop };
  // Runs that wait get the error by their own promise. Without a listener, Node would end the process.
  client.on('error', forget);
  client.on('end', forget);
  kept.connected.catch(forget);
  return kept;
}

/** A client that sends only a run's commands, so that its user needs no other permission. */
function open(url: URL, ca: string[] | undefined) {
  const timing = { connectTimeout: CONNECT_MS, reconnectStrategy: false } as const;
  return createClient({
    url: url.href,
    // Known to every server and user; the third asks for commands that a user may not have.
    RESP: 2,
    maintNotifications: 'disabled',
    disableClientInfo: true,
    // A lost connection fails the attempt at once; the next attempt makes a new one.
    disableOfflineQueue: true,
    socket:
      url.protocol === 'rediss:'
        ? { ...timing, tls: true, servername: url.hostname, rejectUnauthorized: true, ...(ca && { ca }) }
        : timing,
  });
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname !== '' && /^(\/\d*)?$/.test(url.pathname))
    return url;
  throw new RunError(
    ErrorCode.Validation,
    "the broker's url is not one of Redis: redis(s)://user:password@host:port/number",
  );
}

const OWN = [
  [ConnectionTimeoutError, 'CONNECT_TIMEOUT'],
  [SocketClosedUnexpectedlyError, 'CLOSED'],
  [ClientClosedError, 'CLOSED'],
  [ClientOfflineError, 'CLOSED'],
  [DisconnectsClientError, 'CLOSED'],
] as const;

/** Translates what the client threw; of a reply only its first word is told, as the others may hold what was sent. */
export function redisError(error: unknown): RunError {
  const own = OWN.find(([kind]) => error instanceof kind)?.[1];
  const isReply = error instanceof ErrorReply;
  const said = own ?? (isReply ? error.message : String(asRecord(error).code ?? 'unknown error'));
  const type = errorType(errors, said) ?? (isReply ? ErrorCode.Validation : ErrorCode.ConnectionLost);
  return new RunError(type, `Redis: ${isReply ? said.split(' ', 1)[0] : said}`, { cause: error });
}

import { importPKCS8, SignJWT } from 'jose';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord, defined } from '../../../contract/plain-data.ts';
import type { FcmPush } from '../../../contract/resources/notifications.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { MINUTE } from '../../../core/time/units.ts';
import { errorType } from '../../shared/error-code.ts';
import { isToken } from '../../shared/header.ts';
import { type Answer, send } from '../../shared/http.ts';
import { typeOfStatus } from '../../shared/http-status.ts';
import { retryAfterMs } from '../../shared/retry-after.ts';
import { sendEach } from './each.ts';
import { fcmErrors } from './errors.ts';
import type { Ledger } from './ledger.ts';
import type { Push } from './send.ts';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const MARGIN = MINUTE;

/** A service account's key file, as far as it is needed. */
interface Account {
  project_id: string;
  client_email: string;
  private_key: string;
  token_uri: string;
}

const tokens = new Map<string, { value: string; until: number }>();

/** Sends a message of its own to each device by FCM HTTP v1 (`projects.messages.send`). */
export async function sendByFcm(
  settings: FcmPush,
  push: Push,
  devices: readonly string[],
  context: RunContext,
  ledger: Ledger,
): Promise<void> {
  const account = readAccount(await resolveSecrets(settings.serviceAccount, context.secrets));
  context.hide(account.private_key);
  const { endpoint = 'https://fcm.googleapis.com' } = settings;
  const url = new URL(`${endpoint}/v1/projects/${encodeURIComponent(account.project_id)}/messages:send`);
  const token = await accessToken(account, context);
  const { title, body, data } = push;
  await sendEach('push_notification', devices, ledger, context.signal, async (device) => {
    const message = { token: device, notification: { title, body }, data };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const call = { method: 'POST', url, headers, body: JSON.stringify({ message }) };
    const answer = await send(call, context);
    const said = parse(answer);
    // Any success has sent it, whatever its answer is like.
    if (answer.status >= 200 && answer.status < 300)
      return typeof said['name'] === 'string' ? { message_id: said['name'] } : {};
    throw refused(answer, said);
  });
}

function readAccount(text: string): Account {
  try {
    const { project_id, client_email, private_key, token_uri } = JSON.parse(text);
    if ([project_id, client_email, private_key, token_uri].every((value) => typeof value === 'string')) {
      return { project_id, client_email, private_key, token_uri };
    }
  } catch {
    // Said below, without the text.
  }
  throw new RunError(ErrorCode.Validation, "the service account is not a service account's key file");
}

/** A token by an assertion signed with the account's key (RFC 7523), kept until shortly before it expires. */
async function accessToken(account: Account, context: RunContext): Promise<string> {
  const now = Date.now();
  const key = JSON.stringify(account);
  const kept = tokens.get(key);
  const token = kept && kept.until > now ? kept : await requestToken(account, context, now);
  tokens.set(key, token);
  context.hide(token.value);
  return token.value;
}

async function requestToken(account: Account, context: RunContext, now: number) {
  const seconds = Math.floor(now / 1000);
  const assertion = await new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(account.client_email)
    .setAudience(account.token_uri)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 3600)
    .sign(await importPKCS8(account.private_key, 'RS256'));
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const call = { method: 'POST', url: new URL(account.token_uri), headers, body: form.toString() };
  const answer = await send(call, context);
  const said = parse(answer);
  const { access_token: value } = said;
  if (answer.status !== 200 || !isToken(value)) throw refused(answer, said);
  const lasts = Number(said['expires_in'] ?? 3600) * 1000;
  return { value, until: now + Math.max(0, lasts - MARGIN) };
}

/** FCM's own error code stands in the details, else the name of the status. */
function refused(answer: Answer, said: Record<string, unknown>): RunError {
  const error = asRecord(said['error']);
  const details: unknown[] = Array.isArray(error.details) ? error.details : [];
  const own = details.map((detail) => asRecord(detail).errorCode).find((code) => typeof code === 'string');
  const name = String(
    own ?? error.status ?? (typeof said['error'] === 'string' ? said['error'] : answer.status),
  );
  const wait = retryAfterMs(answer.headers['retry-after'], Date.now());
  return new RunError(
    errorType(fcmErrors, name) ??
      (answer.status < 300 ? ErrorCode.ServiceUnavailable : typeOfStatus(answer.status)),
    `FCM answered ${answer.status} ${name}`,
    defined({ retryAfterMs: wait }),
  );
}

function parse(answer: Answer): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(new TextDecoder().decode(answer.body)));
  } catch {
    return {};
  }
}

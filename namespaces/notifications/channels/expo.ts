import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord, defined } from '../../../contract/plain-data.ts';
import type { ExpoPush } from '../../../contract/resources/notifications.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { errorType } from '../../shared/error-code.ts';
import { type Answer, send, UnreadAnswer } from '../../shared/http.ts';
import { typeOfStatus } from '../../shared/http-status.ts';
import { retryAfterMs } from '../../shared/retry-after.ts';
import { Unkept, unkept, unkeptUnread } from '../../shared/unkept.ts';
import { expoErrors } from './errors.ts';
import type { Ledger, Outcome } from './ledger.ts';
import type { Push } from './send.ts';

/** Most messages of one request (Expo, "Sending notifications"). */
const AT_ONCE = 100;

/** Sends to the devices by Expo's push service, a hundred at a time; each has a ticket of its own. */
export async function sendByExpo(
  settings: ExpoPush,
  push: Push,
  devices: readonly string[],
  context: RunContext,
  ledger: Ledger,
): Promise<void> {
  const { endpoint = 'https://exp.host', accessToken } = settings;
  const token = accessToken && (await resolveSecrets(accessToken, context.secrets));
  const headers = {
    'content-type': 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const url = new URL(`${endpoint}/--/api/v2/push/send`);
  const left = ledger.left('push_notification', devices);
  while (left.length > 0) {
    const batch = left.splice(0, AT_ONCE);
    const messages = batch.map((index) => ({ to: devices[index], ...push }));
    try {
      const call = { method: 'POST', url, headers, body: JSON.stringify(messages) };
      await note(batch, devices, ticketsOf(await send(call, context), batch.length), ledger);
    } catch (error) {
      if (error instanceof UnreadAnswer) {
        await note(batch, devices, unkeptUnread(error), ledger);
        continue;
      }
      if (!(error instanceof RunError)) throw error;
      for (const index of batch) ledger.fail('push_notification', index, devices[index] ?? '', error);
    }
  }
}

interface Ticket {
  status?: unknown;
  id?: unknown;
  details?: { error?: unknown } | null;
}

/**
 * The tickets, or a mark for an answer without them: what Expo has answered a success for was taken, and is not sent again.
 * @throws RunError for any other status, and for an error of the whole request, which says that nothing was sent
 */
function ticketsOf(answer: Answer, asked: number): Ticket[] | Unkept {
  const said = parse(answer);
  const isSuccess = answer.status >= 200 && answer.status < 300;
  const [error] = Array.isArray(said['errors']) ? said['errors'] : [];
  if (isSuccess && error === undefined) {
    const tickets: unknown = said['data'];
    if (Array.isArray(tickets)) return tickets.map(Object);
    // A single message has its ticket without a list.
    if (asked === 1 && asRecord(tickets).status !== undefined) return [asRecord(tickets)];
    if (answer.cut) return unkept(answer.cut, answer.status);
    return new Unkept('the answer holds no tickets', answer.status);
  }
  const name = String(asRecord(error).code ?? answer.status);
  const wait = retryAfterMs(answer.headers['retry-after'], Date.now());
  const type =
    errorType(expoErrors, name) ?? (isSuccess ? ErrorCode.Validation : typeOfStatus(answer.status));
  throw new RunError(type, `Expo answered ${answer.status} ${name}`, defined({ retryAfterMs: wait }));
}

async function note(
  batch: readonly number[],
  devices: readonly string[],
  tickets: readonly Ticket[] | Unkept,
  ledger: Ledger,
) {
  const sent: [number, Outcome][] = [];
  for (const [place, index] of batch.entries()) {
    const to = devices[index] ?? '';
    const outcome = 'kept' in tickets ? { result: tickets } : outcomeOf(tickets[place]);
    if (outcome instanceof RunError) ledger.fail('push_notification', index, to, outcome);
    else sent.push([index, { to, status: 'sent', ...outcome }]);
  }
  if (sent.length > 0) await ledger.done('push_notification', sent);
}

/** What a ticket says: a message that has none was not taken, but not because of anything that passes with time. */
function outcomeOf(ticket: Ticket | undefined): { message_id?: string } | RunError {
  if (ticket === undefined) return new RunError(ErrorCode.Validation, 'Expo gave no ticket for the message');
  if (ticket.status !== 'error') return typeof ticket.id === 'string' ? { message_id: ticket.id } : {};
  const name = String(ticket.details?.error ?? 'unknown error');
  return new RunError(errorType(expoErrors, name) ?? ErrorCode.Rejected, `Expo: ${name}`);
}

function parse(answer: Answer): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(new TextDecoder().decode(answer.body)));
  } catch {
    return {};
  }
}

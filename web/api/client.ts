import { signal } from '@preact/signals';
import { ErrorCode } from '../../contract/errors.ts';
import { DuctapeError } from '../../sdk/ductape-error.ts';
import { httpTransport, tokenTransport } from '../../sdk/http-transports.ts';
import { Jobs } from '../../sdk/jobs.ts';
import { getMe } from '../../sdk/me.ts';
import type { Transport } from '../../sdk/transport.ts';
import { accessToken, hasSignIn } from '../auth/oidc.ts';
import { session } from '../session.ts';

/** Bound on a call, repetitions included, ms. */
const PATIENCE_MS = 10_000;

/** When the API answered last, Unix ms by the browser's clock, and since when it has not. */
export const contact = signal<{ at: number; lostAt?: number }>({ at: Date.now() });

/** Whether the API refused a change, as the caller may only look. */
export const refused = signal(false);

/** The API on the server that the page is from, noting whether it answers and what it refuses. */
function noting(transport: Transport): Transport {
  return async (request, signal) => {
    try {
      const answer = await transport(request, signal);
      const isDown = answer.status >= 500 || answer.status === 429;
      contact.value = isDown ? lost() : { at: Date.now() };
      const isCommand = request.method !== 'GET' && !/^\/_clock|\/preview$/.test(request.path);
      if (answer.status === 403 && isCommand) refused.value = true;
      return answer;
    } catch (error) {
      if (error instanceof DuctapeError && errorKind(error) === 'other' && error.status === undefined)
        contact.value = lost();
      throw error;
    }
  };
}

/** Notes whether the API answered another tab of this browser. */
export function hearOfContact(isLost: boolean): void {
  contact.value = isLost ? lost() : { at: Date.now() };
}

const lost = () => ({ at: contact.value.at, lostAt: contact.value.lostAt ?? Date.now() });

const endpoint = location.origin;
const token = hasSignIn ? accessToken : session();

/** How the API is called, and the clock of an embedded cloud. */
export const transport = noting(
  token === undefined ? httpTransport({ endpoint }) : tokenTransport({ endpoint, token }),
);

const options = { transport, timeout: PATIENCE_MS };

/** Of the client of the API what the page takes, as its bytes are counted. */
export const ductape = { jobs: new Jobs(options), me: () => getMe(options) };

/** What an error says, without the request that it is of. */
export function errorText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof DuctapeError)) return message;
  const at = message.indexOf(': ');
  return at < 0 ? message : message.slice(at + 2);
}

/** Whether an error says that it is not there, that it may not be seen, that the caller is not signed in, or anything else. */
export function errorKind(error: unknown): 'none' | 'wrong' | 'forbidden' | 'signed-out' | 'other' {
  const status = error instanceof DuctapeError ? error.status : undefined;
  if (error instanceof DuctapeError && error.code === ErrorCode.Validation) return 'wrong';
  if (status === 404) return 'none';
  if (status === 403) return 'forbidden';
  const isUnsent = error instanceof DuctapeError && error.code === ErrorCode.Unauthorized;
  return status === 401 || isUnsent ? 'signed-out' : 'other';
}

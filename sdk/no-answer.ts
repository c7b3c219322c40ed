import { ErrorCode } from '../contract/errors.ts';
import { asRecord } from '../contract/plain-data.ts';
import { DuctapeError } from './ductape-error.ts';
import type { ApiRequest } from './transport.ts';

/** Failures to connect: nothing of the request has left. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** The error for a request to which no answer came, from whatever the network stack threw. */
export function noAnswer(request: ApiRequest, cause: unknown): DuctapeError {
  const { code, message } = originOf(cause);
  return new DuctapeError(request, {
    code: ErrorCode.Connection,
    detail: `no answer: ${[code, message].filter(Boolean).join(' ')}`,
    unsent: UNSENT.has(code),
    cause,
  });
}

/** `fetch` says only "fetch failed" and keeps what happened in `cause`. */
function originOf(error: unknown): { code: string; message: string } {
  const { code, message, cause } = asRecord(error);
  if (typeof code === 'string') return { code, message: String(message ?? '') };
  return cause ? originOf(cause) : { code: '', message: String(message ?? error) };
}

import { Limits } from '../../contract/limits.ts';
import type { Redactor } from '../../core/input/redactor.ts';
import { boundText } from './bound-result.ts';

/** Causes of causes that are told of. */
const DEPTH = 8;

/**
 * What of a fault goes into the log, without secrets: names, codes and messages; other fields of a vendor's error may
 * quote data. Never throws, whatever was thrown.
 */
export function describeFault(error: unknown, redactor: Redactor, depth = DEPTH): Record<string, unknown> {
  try {
    if (!(error instanceof Error) || depth === 0) return { fault: typeof error };
    const said = (value: unknown) => boundText(String(value), Limits.errorMessageLength, redactor);
    return {
      fault: said(error.name),
      code: 'code' in error ? said(error.code) : undefined,
      text: said(error.message),
      cause: error.cause === undefined ? undefined : describeFault(error.cause, redactor, depth - 1),
    };
  } catch {
    return { fault: 'unreadable' };
  }
}

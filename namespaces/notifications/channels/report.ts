import { ErrorCode } from '../../../contract/errors.ts';
import { defined } from '../../../contract/plain-data.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { isEndUnknown } from '../../../core/retry/unknown-end.ts';
import type { Channel } from './channels.ts';
import type { Ledger } from './ledger.ts';

/** Errors that another attempt does not mend (docs/contract.md, 7). */
const FINAL: readonly string[] = [
  ErrorCode.Validation,
  ErrorCode.NotFound,
  ErrorCode.Unauthorized,
  ErrorCode.Forbidden,
];

/**
 * The failure of a run of which some recipients failed: one that can be tried again goes before those that cannot. Where something was sent, or may
 * have been, the run is not refused as a whole: whatever continues it has to keep its ledger, or others would get it twice.
 */
export function failureOf(ledger: Ledger, channels: readonly Channel[]): RunError | undefined {
  const errors = ledger.errors();
  const worst = errors.find(({ code }) => !FINAL.includes(code)) ?? errors[0];
  if (!worst) return undefined;
  const outcomes = Object.values(ledger.report(channels)).flat();
  const unsure = outcomes.some(({ status }) => status === 'sent') || errors.some(isEndUnknown);
  const waits = errors.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  const report = Object.entries(ledger.report(channels)).map(([channel, outcomes]) => {
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [outcome] : []));
    const sent = outcomes.length - failed.length;
    const named = failed.slice(0, 3).map(({ to, error }) => `${to}: ${error.code} ${error.message}`);
    return `${channel} ${sent} sent, ${failed.length} failed${named.length > 0 ? ` (${named.join('; ')})` : ''}`;
  });
  return new RunError(worst.code, report.join('; '), {
    ...(waits.length > 0 && { retryAfterMs: waits.reduce((longest, wait) => Math.max(longest, wait)) }),
    ...defined({ cause: worst.cause, said: worst.said }),
    unsure,
  });
}

import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { UnreadAnswer } from '../../shared/http.ts';
import { unkeptUnread } from '../../shared/unkept.ts';
import type { Channel } from './channels.ts';
import type { Ledger } from './ledger.ts';

/** Recipients sent to at once. */
const AT_ONCE = 5;

/**
 * Sends to each recipient that is left, some at a time, and notes each that was sent to before the next are. An
 * attempt that is over sends to no further recipient.
 */
export async function sendEach(
  channel: Channel,
  recipients: readonly string[],
  ledger: Ledger,
  signal: AbortSignal,
  send: (to: string, index: number) => Promise<{ message_id?: string; result?: unknown }>,
): Promise<void> {
  const left = ledger.left(channel, recipients);
  while (left.length > 0) {
    const batch = left.splice(0, AT_ONCE);
    const ended = await Promise.all(
      batch.map(async (index) => {
        const to = recipients[index] ?? '';
        try {
          if (signal.aborted) throw new RunError(ErrorCode.Timeout, 'the attempt was over');
          return [[index, { to, status: 'sent', ...(await send(to, index)) }] as const];
        } catch (error) {
          if (error instanceof UnreadAnswer) {
            return [[index, { to, status: 'sent', result: unkeptUnread(error) }] as const];
          }
          if (!(error instanceof RunError)) throw error;
          ledger.fail(channel, index, to, error);
          return [];
        }
      }),
    );
    if (ended.flat().length > 0) await ledger.done(channel, ended.flat());
  }
}

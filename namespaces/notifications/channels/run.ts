import { ErrorCode } from '../../../contract/errors.ts';
import type { Channels } from '../../../contract/resources/notifications.ts';
import { RunError, validationFailure } from '../../../core/errors/run-error.ts';
import type { NamespaceRun } from '../../../core/ports/namespace.ts';
import { check } from '../../../core/validation/check.ts';
import { messages } from '../input.ts';
import { CHANNELS, type Channel, type ChannelInputs } from './channels.ts';
import { messageOf, mismatchOf } from './fit.ts';
import { Ledger } from './ledger.ts';
import { failureOf } from './report.ts';
import type { Send } from './send.ts';

/** How each channel is sent, loaded when it is first used. */
const SENDERS: Record<Channel, () => Promise<{ send: Send }>> = {
  email: () => import('./email.ts'),
  sms: () => import('./sms.ts'),
  push_notification: () => import('./push.ts'),
  callback: () => import('./callback.ts'),
};

/**
 * Sends a stored message by every channel of the input and returns what came of each recipient. What was sent is
 * noted as it goes, so another attempt sends only what failed; a worker that dies in between may send once more what
 * was under way.
 * @throws RunError when any recipient failed, with the report of all; its code is one that can be tried again, if any
 */
export const run: NamespaceRun<Channels> = async ({ resource, target, input }, context) => {
  const stored = messageOf(target, resource);
  if ('notFound' in stored) throw new RunError(ErrorCode.NotFound, stored.notFound);
  checkAgain(input, target, resource);
  const inputs: ChannelInputs = input;
  const asked = CHANNELS.filter((channel) => inputs[channel] !== undefined);
  const ledger = await Ledger.open(context.progress);
  for (const channel of asked) {
    const { send } = await SENDERS[channel]();
    await send({ resource, stored, input: inputs, context }, ledger);
  }
  const failure = failureOf(ledger, asked);
  if (failure) throw failure;
  return ledger.report(asked);
};

/** Operators may have made anything of the input. */
function checkAgain(
  input: Record<string, unknown>,
  target: Parameters<typeof mismatchOf>[0],
  resource: Channels,
): void {
  const checked = check(messages.run, input, ['input']);
  if (!checked.ok) throw validationFailure(checked.issues);
  const unfit = mismatchOf(target, input, resource, 'run');
  if (unfit && 'issues' in unfit) throw validationFailure(unfit.issues);
}

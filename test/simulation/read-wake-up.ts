import { readMessage } from '../../core/messages/message.ts';
import type { WakeUp } from '../../core/messages/wake-up.ts';

/** The wake-up that a body holds; undefined for another message, or none. */
export function readWakeUp(body: string): WakeUp | undefined {
  const message = readMessage(body);
  return message?.kind === 'sweep' || message?.kind === 'bulk' ? undefined : message;
}

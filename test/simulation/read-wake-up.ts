import { readMessage } from '../../core/messages/message.ts';
import type { WakeUp } from '../../core/messages/wake-up.ts';

/** The wake-up that a body holds; undefined for another message, or none. */
export function readWakeUp(body: string): WakeUp | undefined {
  const message = readMessage(body);
  const isWakeUp = message && !['sweep', 'bulk', 'release'].includes(message.kind);
  return isWakeUp ? (message as WakeUp) : undefined;
}

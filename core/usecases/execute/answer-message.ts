import { NoCapacity } from '../../errors/run-error.ts';
import { sentOn, sentOnDelay } from '../../messages/sent-on.ts';
import type { Lane } from '../../messages/wake-up.ts';
import type { Ports } from '../../ports/ports.ts';
import { MINUTE, SECOND } from '../../time/units.ts';

/** A message that could not even be sent on stays away for so long, ms. */
const UNSENT_DELAY = MINUTE;

/** A message received more often than this has lost workers or met a fault: from then on it is answered alone. */
const RECEIVES_BESIDE_OTHERS = 2;

/** A message of the wake-ups queue as it was received. */
export interface ReceivedMessage {
  body: string;
  /** How often it has been received, from 1. */
  receives: number;
  lane: Lane;
  /** Its message group, if it came with one. */
  group: string | undefined;
  /** What it is about, for the log. */
  about: { kind: string; job_id?: string };
  /** Makes it come back after `ms` unless it is deleted before. */
  extendVisibility(ms: number): Promise<void>;
}

/**
 * Answers a message, and decides what becomes of it. One that met a refusal for lack of capacity is sent on as a new message
 * with a growing delay, so that receives count crashes and faults alone; after a fault it comes back by its visibility; and from
 * its third receive on it is answered alone.
 * @param sending the ports with the patience due to the sending on
 * @returns whether it has done its work and is to be deleted
 */
export async function answerMessage(
  message: ReceivedMessage,
  work: () => Promise<void>,
  sending: Pick<Ports, 'queue' | 'random' | 'telemetry'>,
): Promise<boolean> {
  const { about, receives, lane } = message;
  if (lane !== 'alone' && receives > RECEIVES_BESIDE_OTHERS)
    return await sendOn(message, 'alone', 0, sending);
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof NoCapacity) {
      sending.telemetry({ type: 'sent-on', ...about, error });
      return await sendOn(message, lane, sentOnDelay(message.body, sending.random), sending);
    }
    sending.telemetry({ type: 'returned', ...about, receives, error });
    await message.extendVisibility(returnDelay(receives)).catch(() => undefined);
    return false;
  }
}

/** The new message first: a death in between leaves two, which the row tells apart, and never none. */
async function sendOn(
  { body, about, receives, group, extendVisibility }: ReceivedMessage,
  lane: Lane,
  delay: number,
  { queue, telemetry }: Pick<Ports, 'queue' | 'telemetry'>,
): Promise<boolean> {
  try {
    await queue.send(sentOn(body), delay, { lane, group });
    return true;
  } catch (error) {
    telemetry({ type: 'returned', ...about, receives, error });
    await extendVisibility(UNSENT_DELAY).catch(() => undefined);
    return false;
  }
}

const FIRST_DELAYS = [SECOND, 10 * SECOND, MINUTE];
const LATER_DELAY = 5 * MINUTE;

/**
 * How long a message that could not be dealt with stays away before it is received again, ms. After two receives beside others
 * it has five alone, which outlast a fault of six minutes before it is dead-lettered.
 * @param receives how often it has been received, from 1
 */
export function returnDelay(receives: number): number {
  return FIRST_DELAYS[receives - 1] ?? LATER_DELAY;
}

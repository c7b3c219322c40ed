import { MINUTE, SECOND } from '../time/units.ts';

const DELAYS = [SECOND, 10 * SECOND, MINUTE, 5 * MINUTE];

/**
 * How long a message that could not be dealt with stays away before it is received again, ms. After two receives beside others
 * it has five alone, which outlast a fault of six minutes before it is dead-lettered.
 * @param receives how often it has been received, from 1
 */
export function returnDelay(receives: number): number {
  return DELAYS[Math.min(receives, DELAYS.length) - 1] ?? 1_000;
}

const DELAYS = [1_000, 10_000, 60_000, 300_000];

/**
 * How long a message that could not be dealt with stays away before it is received again, ms. Together they
 * outlast a fault of six minutes before the message is dead-lettered after its fifth receive.
 * @param receives how often it has been received, from 1
 */
export function returnDelay(receives: number): number {
  return DELAYS[Math.min(receives, DELAYS.length) - 1] ?? 1_000;
}

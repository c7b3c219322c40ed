import type { Broker } from '../../contract/config.ts';
import type { Target } from '../../core/jobs/payload.ts';
import type { RunContext } from '../../core/ports/namespace.ts';
import type { Unkept } from '../shared/unkept.ts';

/** What a broker says of a message it has taken. */
export interface Published {
  message_id?: string;
  sequence_number?: string;
}

/**
 * Gives one message to a broker and waits until it has it.
 * @throws RunError by the table of errors
 */
export type Publish<B extends Broker> = (
  broker: B,
  topic: TopicOf<B>,
  message: unknown,
  context: RunContext,
) => Promise<Published | Unkept>;

/** The topic of a broker that a dispatch names, or which topics it has. */
export function topicOf<B extends Broker>(
  { resource, event = '' }: Target,
  { topics }: B,
): { topic: TopicOf<B> } | { notFound: string } {
  const known: Record<string, unknown> = topics;
  // The record's own type says what its values are.
  if (Object.hasOwn(known, event)) return { topic: known[event] as TopicOf<B> };
  const names = Object.keys(known).sort().join(', ') || 'none';
  return { notFound: `Broker "${resource}" has no topic "${event}"; known: ${names}.` };
}

/** What the config says of a topic of such a broker. */
export type TopicOf<B extends Broker> = B['topics'][string];

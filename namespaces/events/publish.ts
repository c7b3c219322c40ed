import type { Broker } from '../../contract/config.ts';
import type { RunContext } from '../../core/ports/namespace-run.ts';
import type { Unkept } from '../shared/unkept.ts';
import type { TopicOf } from './topic.ts';

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

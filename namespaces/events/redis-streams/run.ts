import { ErrorReply } from '@redis/client';
import type { RedisStreamsBroker } from '../../../contract/resources/events.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { abortable } from '../../shared/connection.ts';
import { encoded } from '../message.ts';
import type { Publish } from '../publish.ts';
import { connectionTo, redisError } from './connections.ts';

/**
 * Appends the message to the stream as the field `message`, beside the run's identity, and waits until the server has it. A
 * stream that is not there is made. Redis tells no duplicates: that of a run is a second entry with the same `idempotency_key`.
 */
export const publish: Publish<RedisStreamsBroker> = async (
  broker,
  { stream, maxLength },
  message,
  context,
) => {
  const { body, contentType, headers } = encoded(message, context);
  const entry = { message: body, 'content-type': contentType, ...headers };
  const trim =
    maxLength === undefined
      ? undefined
      : { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: maxLength } as const };
  const connection = await connectionTo(broker, context.secrets);
  try {
    const client = await abortable(connection.connected, context.signal, 'the broker');
    const id = await abortable(client.xAdd(stream, '*', entry, trim), context.signal, 'the broker');
    return { message_id: id };
  } catch (error) {
    const failure = error instanceof RunError ? error : redisError(error);
    // What the server answered says nothing against the connection; whatever else happened, the next attempt makes a new one.
    if (!(error instanceof ErrorReply)) connection.drop();
    throw failure;
  }
};

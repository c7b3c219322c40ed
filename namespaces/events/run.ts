import type { Broker } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun } from '../../core/ports/namespace.ts';
import { loadProvider } from '../shared/provider-table.ts';
import { isMessage } from './message.ts';
import { type Publish, topicOf } from './publish.ts';

/** How each provider publishes, loaded when it is first used. */
const PROVIDERS: {
  [P in Broker['provider']]: () => Promise<Publish<Extract<Broker, { provider: P }>>>;
} = {
  sqs: async () => (await import('./sqs/run.ts')).publish,
  sns: async () => (await import('./sns/run.ts')).publish,
  eventbridge: async () => (await import('./eventbridge/run.ts')).publish,
  kinesis: async () => (await import('./kinesis/run.ts')).publish,
  kafka: async () => (await import('./kafka/run.ts')).publish,
  rabbitmq: async () => (await import('./rabbitmq/run.ts')).publish,
  nats: async () => (await import('./nats/run.ts')).publish,
  'redis-streams': async () => (await import('./redis-streams/run.ts')).publish,
};

/** Publishes `input.message` to the topic: `{message_id?, sequence_number?}`, as far as the broker gives them. */
export const run: NamespaceRun = async ({ resource, target, input }, context) => {
  const { resource: broker, run: publish } = await loadProvider<Broker, Publish<Broker>>(
    PROVIDERS,
    resource,
    'events',
  );
  const found = topicOf(target, broker);
  if ('notFound' in found) throw new RunError(ErrorCode.NotFound, found.notFound);
  const { message } = input;
  if (!isMessage(message)) {
    throw new RunError(ErrorCode.Validation, 'input.message: required, and not an empty string.');
  }
  return await publish(broker, found.topic, message, context);
};

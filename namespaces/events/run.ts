import type { Broker } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun, RunRequest } from '../../core/ports/namespace-run.ts';
import { isMessage } from './message.ts';
import type { Publish } from './publish.ts';
import { topicOf } from './topic.ts';

/** How each provider publishes, loaded when it is first used. */
const PROVIDERS: {
  [P in Broker['provider']]: () => Promise<{ publish: Publish<Extract<Broker, { provider: P }>> }>;
} = {
  sqs: () => import('./sqs/run.ts'),
  sns: () => import('./sns/run.ts'),
  eventbridge: () => import('./eventbridge/run.ts'),
  kinesis: () => import('./kinesis/run.ts'),
  kafka: () => import('./kafka/run.ts'),
  rabbitmq: () => import('./rabbitmq/run.ts'),
  nats: () => import('./nats/run.ts'),
  'redis-streams': () => import('./redis-streams/run.ts'),
};

/** Publishes `input.message` to the topic: `{message_id?, sequence_number?}`, as far as the broker gives them. */
export const run: NamespaceRun = async ({ resource, target, input }, context) => {
  if (!isBroker(resource)) {
    throw new RunError(ErrorCode.Validation, `Events have no provider "${resource.provider}".`);
  }
  const found = topicOf(target, resource);
  if ('notFound' in found) throw new RunError(ErrorCode.NotFound, found.notFound);
  const { message } = input;
  if (!isMessage(message)) {
    throw new RunError(ErrorCode.Validation, 'input.message: required, and not an empty string.');
  }
  const { publish } = await PROVIDERS[resource.provider]();
  // The table gives the publisher of this very provider, which the compiler cannot follow.
  return await (publish as Publish<Broker>)(resource, found.topic, message, context);
};

function isBroker(resource: RunRequest['resource']): resource is Broker {
  return Object.hasOwn(PROVIDERS, resource.provider);
}

import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { resolveSecrets } from '../../core/input/resolve-secrets.ts';
import type { NamespaceRun } from '../../core/ports/namespace-run.ts';
import { isMessage } from './message.ts';
import { topicOf } from './topic.ts';

const providers = { sqs: () => import('./sqs.ts'), sns: () => import('./sns.ts') };

/** Publishes `input.message` to the topic: `{message_id, sequence_number?}`, the number for FIFO only. */
export const run: NamespaceRun = async ({ resource, target, input }, context) => {
  if (resource.provider !== 'sqs' && resource.provider !== 'sns') {
    throw new RunError(ErrorCode.Validation, `Events have no provider "${resource.provider}".`);
  }
  const topic = topicOf(target, resource);
  if ('notFound' in topic) throw new RunError(ErrorCode.NotFound, topic.notFound);
  if (!isMessage(input['message'])) {
    throw new RunError(ErrorCode.Validation, 'input.message: required, and not an empty string.');
  }
  const { publish } = await providers[resource.provider]();
  return publish(await resolveSecrets(topic.arn, context.secrets), input['message'], context);
};

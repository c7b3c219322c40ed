import type { SnsBroker, SqsBroker } from '../../contract/config.ts';
import type { Target } from '../../core/ports/namespace-input.ts';

/** The ARN of the queue or SNS topic that a dispatch names, or which topics the broker has. */
export function topicOf(
  { resource, event = '' }: Target,
  { topics }: SqsBroker | SnsBroker,
): { arn: string } | { notFound: string } {
  const topic = Object.hasOwn(topics, event) ? topics[event] : undefined;
  if (topic) return { arn: 'queueArn' in topic ? topic.queueArn : topic.topicArn };
  const known = Object.keys(topics).sort().join(', ') || 'none';
  return { notFound: `Broker "${resource}" has no topic "${event}"; known: ${known}.` };
}

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ErrorCode } from '../../../contract/errors.ts';
import type { EventBridgeBroker } from '../../../contract/resources/events.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { doneOnce, unreadSuccess } from '../../shared/aws-effect.ts';
import { awsRunError } from '../../shared/aws-error.ts';
import { regionalClients } from '../../shared/per-access.ts';
import { regionOf } from '../message.ts';
import type { Publish } from '../publish.ts';

const clientFor = regionalClients((settings) => doneOnce(new EventBridgeClient(settings)));

/**
 * Puts the message on the bus as the detail of an event; what is not an object goes as `{message: …}`. EventBridge has
 * no idempotency of its own: the run's identity is the event's first resource, for consumers to tell duplicates by.
 */
export const publish: Publish<EventBridgeBroker> = async ({ busArn, source }, topic, message, context) => {
  const isObject = typeof message === 'object' && message !== null && !Array.isArray(message);
  const command = new PutEventsCommand({
    Entries: [
      {
        EventBusName: busArn,
        Source: source,
        DetailType: topic.detailType,
        Detail: JSON.stringify(isObject ? message : { message }),
        Resources: [context.identity],
      },
    ],
  });
  const answer = await clientFor(context.aws, regionOf(busArn))
    .send(command, { abortSignal: context.signal })
    .catch((error: unknown) => {
      const unread = unreadSuccess(error);
      if (unread) return unread;
      throw awsRunError(error);
    });
  if ('kept' in answer) return answer;
  const [entry] = answer.Entries ?? [];
  if (entry?.ErrorCode !== undefined) throw refused(entry.ErrorCode, entry.ErrorMessage ?? '');
  return { ...(entry?.EventId !== undefined && { message_id: entry.EventId }) };
};

/** An entry's own error (API reference, PutEventsResultEntry). */
function refused(name: string, message: string): RunError {
  const error = awsRunError({ name, message, $metadata: { httpStatusCode: 400 } });
  const internal = /^Internal/.test(name);
  return internal ? new RunError(ErrorCode.ServiceUnavailable, error.message) : error;
}

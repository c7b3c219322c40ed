import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { defined } from '../../../contract/plain-data.ts';
import type { SnsBroker } from '../../../contract/resources/events.ts';
import { resolveSecrets } from '../../../core/input/resolve-secrets.ts';
import { doneOnce, unreadSuccess } from '../../shared/aws-effect.ts';
import { awsRunError } from '../../shared/aws-error.ts';
import { regionalClients } from '../../shared/per-access.ts';
import { outgoing } from '../message.ts';
import type { Publish } from '../publish.ts';
import { regionOf } from '../queue-url.ts';

const clientFor = regionalClients((settings) => doneOnce(new SNSClient(settings)));

/** Publishes the message to the SNS topic; a FIFO topic takes the message of a run once within five minutes. */
export const publish: Publish<SnsBroker> = async (_broker, topic, message, context) => {
  const topicArn = await resolveSecrets(topic.topicArn, context.secrets);
  const { body, attributes, fifo } = outgoing(message, topicArn, context);
  const command = new PublishCommand({
    TopicArn: topicArn,
    Message: body,
    MessageAttributes: attributes,
    ...fifo,
  });
  try {
    const { MessageId, SequenceNumber } = await clientFor(context.aws, regionOf(topicArn)).send(command, {
      abortSignal: context.signal,
    });
    return {
      ...defined({ message_id: MessageId }),
      ...(SequenceNumber && { sequence_number: SequenceNumber }),
    };
  } catch (error) {
    const unread = unreadSuccess(error);
    if (unread) return unread;
    throw awsRunError(error);
  }
};

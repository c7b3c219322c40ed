import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SnsBroker } from '../../../contract/resources/events.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import { doneOnce, effectOf } from '../../shared/aws-effect.ts';
import { regionalClients } from '../../shared/per-access.ts';
import { idsOf, outgoing, regionOf } from '../message.ts';
import type { Publish } from '../publish.ts';

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
  const client = clientFor(context.aws, regionOf(topicArn));
  return await effectOf(client.send(command, { abortSignal: context.signal }), idsOf);
};

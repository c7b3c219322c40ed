import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SqsBroker } from '../../../contract/resources/events.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import { doneOnce, effectOf } from '../../shared/aws-effect.ts';
import { regionalClients } from '../../shared/per-access.ts';
import { idsOf, outgoing, queueUrl, regionOf } from '../message.ts';
import type { Publish } from '../publish.ts';

/** A checksum that is wrong comes with a success: the message is in the queue, and must not be sent again. */
const clientFor = regionalClients((settings) => doneOnce(new SQSClient({ ...settings, md5: false })));

/** Sends the message to the queue; a FIFO queue takes the message of a run once within five minutes. */
export const publish: Publish<SqsBroker> = async (_broker, topic, message, context) => {
  const queueArn = await resolveSecrets(topic.queueArn, context.secrets);
  const { body, attributes, fifo } = outgoing(message, queueArn, context);
  const command = new SendMessageCommand({
    QueueUrl: queueUrl(queueArn),
    MessageBody: body,
    MessageAttributes: attributes,
    ...fifo,
  });
  const client = clientFor(context.aws, regionOf(queueArn));
  return await effectOf(client.send(command, { abortSignal: context.signal }), idsOf);
};

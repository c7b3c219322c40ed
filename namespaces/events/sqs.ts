import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { RunContext } from '../../core/ports/namespace-run.ts';
import { awsRunError } from '../shared/aws-error.ts';
import { outgoing } from './message.ts';
import { queueUrl, regionOf } from './queue-url.ts';

const clients = new Map<string, SQSClient>();

/** Sends the message to the queue; `{message_id, sequence_number?}`. */
export async function publish(queueArn: string, message: unknown, context: RunContext) {
  const { body, attributes, fifo } = outgoing(message, queueArn, context);
  const command = new SendMessageCommand({
    QueueUrl: queueUrl(queueArn),
    MessageBody: body,
    MessageAttributes: attributes,
    ...fifo,
  });
  try {
    const sent = await clientOf(regionOf(queueArn)).send(command, { abortSignal: context.signal });
    return {
      message_id: sent.MessageId,
      ...(sent.SequenceNumber && { sequence_number: sent.SequenceNumber }),
    };
  } catch (error) {
    throw awsRunError(error);
  }
}

function clientOf(region: string): SQSClient {
  const client = clients.get(region) ?? new SQSClient({ region });
  clients.set(region, client);
  return client;
}

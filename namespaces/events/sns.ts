import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { RunContext } from '../../core/ports/namespace-run.ts';
import { awsRunError } from '../shared/aws-error.ts';
import { outgoing } from './message.ts';
import { regionOf } from './queue-url.ts';

const clients = new Map<string, SNSClient>();

/** Publishes the message to the SNS topic; `{message_id, sequence_number?}`. */
export async function publish(topicArn: string, message: unknown, context: RunContext) {
  const { body, attributes, fifo } = outgoing(message, topicArn, context);
  const command = new PublishCommand({
    TopicArn: topicArn,
    Message: body,
    MessageAttributes: attributes,
    ...fifo,
  });
  try {
    const sent = await clientOf(regionOf(topicArn)).send(command, { abortSignal: context.signal });
    return {
      message_id: sent.MessageId,
      ...(sent.SequenceNumber && { sequence_number: sent.SequenceNumber }),
    };
  } catch (error) {
    throw awsRunError(error);
  }
}

function clientOf(region: string): SNSClient {
  const client = clients.get(region) ?? new SNSClient({ region });
  clients.set(region, client);
  return client;
}

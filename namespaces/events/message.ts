import { defined } from '../../contract/plain-data.ts';
import type { RunContext } from '../../core/ports/namespace.ts';
import type { Published } from './publish.ts';

/** Any JSON but an empty string, which neither SQS nor SNS takes. */
export function isMessage(value: unknown): boolean {
  return value !== undefined && value !== '';
}

/** A message as SQS and SNS alike take it. */
export interface Outgoing {
  body: string;
  attributes: Record<string, { DataType: 'String'; StringValue: string }>;
  /** Only for FIFO queues and topics: runs of a job keep their order, attempts of a run are one message. */
  fifo: { MessageDeduplicationId?: string; MessageGroupId?: string };
}

/**
 * A string goes out as it is, but for halves of pairs of surrogates, which are no text and become U+FFFD, as they cannot be
 * sent; everything else goes out as JSON. The run's identity goes with it.
 */
export function outgoing(message: unknown, arn: string, context: RunContext): Outgoing {
  const isText = typeof message === 'string';
  return {
    body: isText ? message.toWellFormed() : JSON.stringify(message),
    attributes: {
      idempotency_key: attribute(context.identity),
      job_id: attribute(context.job_id),
      'content-type': attribute(isText ? 'text/plain; charset=utf-8' : 'application/json'),
    },
    fifo: arn.endsWith('.fifo')
      ? { MessageDeduplicationId: context.identity, MessageGroupId: context.job_id }
      : {},
  };
}

const attribute = (text: string) => ({ DataType: 'String', StringValue: text }) as const;

/** What SQS, SNS and Kinesis say alike of a message they have taken. */
export function idsOf({
  MessageId,
  SequenceNumber,
}: {
  MessageId?: string | undefined;
  SequenceNumber?: string | undefined;
}): Published {
  return {
    ...defined({ message_id: MessageId }),
    ...(SequenceNumber && { sequence_number: SequenceNumber }),
  };
}

/** A message with what brokers call headers: text as it is, everything else as JSON, and the run's identity. */
export function encoded(message: unknown, context: RunContext) {
  const isText = typeof message === 'string';
  return {
    body: isText ? message : JSON.stringify(message),
    contentType: isText ? 'text/plain; charset=utf-8' : 'application/json',
    headers: { idempotency_key: context.identity, job_id: context.job_id },
  };
}

/** The region that an ARN names. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/** The URL of the queue of that ARN: AWS's own, or below the endpoint that the environment sets, as the SDK reads it. */
export function queueUrl(queueArn: string, environment = process.env): string {
  const [, partition, , region, account, name] = queueArn.split(':');
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoint =
    environment['AWS_ENDPOINT_URL_SQS'] ||
    environment['AWS_ENDPOINT_URL'] ||
    `https://sqs.${region}.${domain}`;
  return `${endpoint.replace(/\/+$/, '')}/${account}/${name}`;
}

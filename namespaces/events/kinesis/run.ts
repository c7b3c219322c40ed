import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { KinesisBroker } from '../../../contract/resources/events.ts';
import { doneOnce, effectOf } from '../../shared/aws-effect.ts';
import { regionalClients } from '../../shared/per-access.ts';
import { idsOf, regionOf } from '../message.ts';
import type { Publish } from '../publish.ts';

const clientFor = regionalClients(
  // The client's own HTTP/2 session does not survive a freeze of the process, which HTTP/1 connections do.
  (settings) =>
    doneOnce(
      new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler(settings.requestHandler) }),
    ),
);

/**
 * Puts the message on the stream as UTF-8, text as it is and everything else as JSON; the records of a job keep their
 * order. Kinesis has no idempotency and no attributes: a duplicate is a second record.
 */
export const publish: Publish<KinesisBroker> = async (_broker, { streamArn }, message, context) => {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const command = new PutRecordCommand({
    StreamARN: streamArn,
    Data: new TextEncoder().encode(text),
    PartitionKey: context.job_id,
  });
  const client = clientFor(context.aws, regionOf(streamArn));
  return await effectOf(client.send(command, { abortSignal: context.signal }), idsOf);
};

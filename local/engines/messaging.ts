import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { LOCAL, LOCAL_CREDENTIALS } from '../names.ts';
import type { Engine } from './dynamodb.ts';

/** SQS, SNS and S3 in memory: messages do not survive, so jobs are armed again at every start. */
export interface Messaging extends Engine {
  createQueue(name: string, attributes?: Record<string, string>): Promise<void>;
  createTopic(name: string): Promise<void>;
  createBucket(name: string): Promise<void>;
}

/** Starts SQS, SNS and S3 on one free port. */
export async function startMessaging(): Promise<Messaging> {
  const app = buildApp({ logger: false });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('SQS does not listen');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const settings = { endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
  const sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
  const sns = new SNSClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  return {
    endpoint,
    createQueue: async (name, attributes = {}) => {
      const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
      await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes, ...fifo } }));
    },
    createTopic: async (name) => {
      const fifo = name.endsWith('.fifo') ? { FifoTopic: 'true' } : {};
      await sns.send(new CreateTopicCommand({ Name: name, Attributes: fifo }));
    },
    createBucket: async (name) => {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
    },
    stop: async () => {
      for (const client of [sqs, sns, s3]) client.destroy();
      await app.close();
    },
  };
}

import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type BuildAppOptions, buildApp } from 'fauxqs';
import type { QueueTime } from '../clock/queue-time.ts';
import { guard } from '../lambda/loopback-guard.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../names.ts';
import type { Engine } from '../stack.ts';
import { createFairStore, keepGroups } from './fair-queues.ts';

/** Those that are not given are made. */
type Stores = NonNullable<BuildAppOptions['stores']>;

/** SQS, SNS and S3 in memory: messages do not survive, so jobs are armed again at every start. */
export interface Messaging extends Engine {
  createQueue(name: string, attributes?: Record<string, string>): Promise<void>;
  createTopic(name: string): Promise<void>;
  createBucket(name: string): Promise<void>;
}

/** Starts SQS, SNS and S3 on one free port. @param time the queues, where they keep to a virtual clock */
export async function startMessaging(time?: QueueTime): Promise<Messaging> {
  const sqsStore = time?.store ?? (await createFairStore());
  const app = buildApp({ logger: false, stores: { sqsStore } as Stores });
  keepGroups(app);
  if (time) {
    app.addHook('onRequest', async () => time.touch());
    app.addHook('onResponse', async () => time.touch());
  }
  guard(app.server);
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

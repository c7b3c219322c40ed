import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { completed, type Example, expectThat } from '../example.ts';

/** A message on a queue, with the run's identity as idempotency key. */
export const events: Example = async ({ ductape, cloud, aws }) => {
  const { job_id } = await ductape.events.dispatch({
    broker: 'orders',
    event: 'order_created',
    input: { message: { orderId: 'order_123', status: 'created' } },
  });
  await completed(ductape, job_id);
  const sqs = new SQSClient({ ...aws, endpoint: cloud.endpoints.messaging });
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${cloud.endpoints.messaging}/000000000000/orders`,
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 5,
    }),
  );
  sqs.destroy();
  const mine = Messages.find((m) => m.MessageAttributes?.['job_id']?.StringValue === job_id);
  expectThat('the message on the queue', mine !== undefined, Messages);
  return `the queue held ${mine?.Body}`;
};

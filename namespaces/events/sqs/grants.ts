import type { SqsBroker } from '../../../contract/resources/events.ts';
import { type Grants, keyGrants, keyOf } from '../../shared/resource-grant.ts';

/** To send to the queues. */
export const grants: Grants<SqsBroker> = (broker) => {
  const topics = Object.values(broker.topics);
  return [
    {
      purpose: 'SendMessages',
      actions: ['sqs:SendMessage'],
      resources: topics.map(({ queueArn }) => queueArn),
    },
    ...keyGrants('sqs', topics.map(keyOf)),
  ];
};

import type { SnsBroker } from '../../../contract/resources/events.ts';
import { type Grants, keyGrants, keyOf } from '../../shared/resource-grant.ts';

/** To publish to the topics. */
export const grants: Grants<SnsBroker> = (broker) => {
  const topics = Object.values(broker.topics);
  return [
    {
      purpose: 'PublishMessages',
      actions: ['sns:Publish'],
      resources: topics.map(({ topicArn }) => topicArn),
    },
    ...keyGrants('sns', topics.map(keyOf)),
  ];
};

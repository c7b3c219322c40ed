import type { KinesisBroker } from '../../../contract/resources/events.ts';
import { type Grants, keyGrants, keyOf } from '../../shared/resource-grant.ts';

/** To put records on the streams. */
export const grants: Grants<KinesisBroker> = (broker) => {
  const topics = Object.values(broker.topics);
  return [
    {
      purpose: 'PutRecords',
      actions: ['kinesis:PutRecord'],
      resources: topics.map(({ streamArn }) => streamArn),
    },
    ...keyGrants('kinesis', topics.map(keyOf)),
  ];
};

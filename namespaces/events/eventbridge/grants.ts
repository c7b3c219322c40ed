import type { EventBridgeBroker } from '../../../contract/resources/events.ts';
import type { Grants } from '../../shared/resource-grant.ts';

/** To put events on the bus. */
export const grants: Grants<EventBridgeBroker> = ({ busArn }) => [
  { purpose: 'PutEvents', actions: ['events:PutEvents'], resources: [busArn] },
];

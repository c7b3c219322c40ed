import type { NeptuneGraph } from '../../../contract/resources/graphs.ts';
import type { Grants } from '../../shared/resource-grant.ts';

/** To query the cluster. */
export const grants: Grants<NeptuneGraph> = ({ databaseArn }) => [
  {
    purpose: 'QueryGraphs',
    actions: ['neptune-db:DeleteDataViaQuery', 'neptune-db:ReadDataViaQuery', 'neptune-db:WriteDataViaQuery'],
    resources: [databaseArn],
  },
];

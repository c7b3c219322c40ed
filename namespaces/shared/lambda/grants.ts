import type { LambdaResource } from '../../../contract/resources/shared.ts';
import type { Grants } from '../resource-grant.ts';

/** To invoke the function. */
export const grants: Grants<LambdaResource> = ({ functionArn }) => [
  { purpose: 'InvokeFunctions', actions: ['lambda:InvokeFunction'], resources: [functionArn] },
];

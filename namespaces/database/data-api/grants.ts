import type { DataApiDatabase } from '../../../contract/resources/database.ts';
import { type Grants, keyGrants, SECRET_ACTIONS } from '../../shared/resource-grant.ts';

/** To execute statements; the Data API reads the secret with the caller's permission. */
export const grants: Grants<DataApiDatabase> = ({ clusterArn, secretArn, secretKmsKeyArn }) => [
  { purpose: 'ExecuteStatements', actions: ['rds-data:ExecuteStatement'], resources: [clusterArn] },
  { purpose: 'ReadSecrets', actions: SECRET_ACTIONS, resources: [secretArn] },
  ...keyGrants('secretsmanager', [secretKmsKeyArn]),
];

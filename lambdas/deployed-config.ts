import shipped from 'ductape-config';
import { withDeployedValues } from '../adapters/aws/deployed-values.ts';
import { DynamoTable } from '../adapters/aws/dynamo-table.ts';
import type { Config } from '../contract/config.ts';
import { Env, required } from './environment.ts';
import { briefPatience } from './invocation.ts';
import { tableClient } from './own-clients.ts';

/** The config of this deployment: as it was shipped, and with what CloudFormation knew where it has tokens. */
export const config: Config = await deployed();

async function deployed(): Promise<Config> {
  const id = process.env[Env.deployedValues];
  if (id === undefined) return shipped;
  const table = new DynamoTable(tableClient(), required(Env.tableName), briefPatience);
  return await withDeployedValues(shipped, table, id);
}

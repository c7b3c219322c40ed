import { asRecord } from '../../contract/plain-data.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Table } from './table.ts';

/** The item that holds what is known of a config only when it is deployed. */
export const DEPLOYED_VALUES = { partition: 'DEPLOYED', values: 'values', revision: 'revision' } as const;

/** What stands for a token in a config that functions are shipped with: letters, digits and hyphens, as in the name of a host. */
export const MARKER = /deployed-[0-9a-f]{16}/g;

/** Where the item with this name is. */
export function deployedValuesKey(id: string): Record<string, string> {
  return { [Table.partitionKey]: `${DEPLOYED_VALUES.partition}#${id}`, [Table.sortKey]: id };
}

/** The config with the deployed values in place of their markers. @throws Error where the item is not there */
export async function withDeployedValues<T>(config: T, table: DynamoTable, id: string): Promise<T> {
  const item = await table.get(deployedValuesKey(id));
  if (!item) throw new Error(`the deployed values ${id} of the config are not in the table`);
  const values = new Map(Object.entries(asRecord(item[DEPLOYED_VALUES.values])));
  const text = JSON.stringify(config).replace(MARKER, (marker) => {
    const value = values.get(marker);
    return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : marker;
  });
  return JSON.parse(text);
}

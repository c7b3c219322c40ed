import { ExecuteStatementCommand, ExecuteTransactionCommand } from '@aws-sdk/client-dynamodb';
import { ErrorCode } from '../../../contract/errors.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { DynamoDbDatabase } from '../../../contract/resources/database.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { Rows, type RowsResult } from '../result.ts';
import { type Statement, StatementLimits } from '../statement.ts';
import { isConditionFailure } from './errors.ts';
import { tableNamed } from './fit.ts';
import { fromItem, toAttribute } from './item.ts';
import { readPartiQl } from './partiql.ts';
import { type Call, onceToken, tableOf } from './table.ts';

/**
 * PartiQL over the declared tables, by their own names, in the region of the one it names. A writing statement is executed
 * once within 10 minutes however many attempts ask for it, unless it has RETURNING, which DynamoDB cannot combine.
 */
export async function raw(
  { query, params = [] }: Statement<'raw'>,
  database: DynamoDbDatabase,
  { signal, identity, aws }: Call,
): Promise<RowsResult> {
  const { kind, table, returning } = readPartiQl(query);
  const declared = tableNamed(table, database);
  if (!declared) throw new RunError(ErrorCode.NotFound, `no table "${table}"`);
  const { client } = tableOf(declared, { aws });
  const reads = kind === 'select';
  const statement = { Statement: query, ...(params.length > 0 && { Parameters: params.map(toAttribute) }) };
  if (!reads && !returning) {
    const ClientRequestToken = onceToken(identity);
    const command = new ExecuteTransactionCommand({ TransactStatements: [statement], ClientRequestToken });
    const changed = await client.send(command, { abortSignal: signal }).then(
      () => true,
      (error: unknown) => {
        // An UPDATE or DELETE whose row is not there, or not as its WHERE says.
        if (isConditionFailure(error)) return false;
        throw error;
      },
    );
    return { rows: [], count: changed ? 1 : 0 };
  }
  const rows = new Rows();
  let token: string | undefined;
  do {
    const command: ExecuteStatementCommand = new ExecuteStatementCommand({
      ...statement,
      ConsistentRead: reads,
      ...defined({ NextToken: token }),
    });
    const page = await client.send(command, { abortSignal: signal });
    for (const item of page.Items ?? []) rows.add(fromItem(item));
    token = page.NextToken;
  } while (token !== undefined && rows.count <= StatementLimits.limit);
  return rows.result(rows.count, StatementLimits.limit);
}

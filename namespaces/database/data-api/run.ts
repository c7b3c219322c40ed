import {
  type ColumnMetadata,
  ExecuteStatementCommand,
  type Field,
  RDSDataClient,
  type SqlParameter,
} from '@aws-sdk/client-rds-data';
import type { DataApiDatabase } from '../../../contract/resources/database.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { doneOnce, unreadSuccess } from '../../shared/aws-effect.ts';
import { parseExactJson } from '../../shared/exact-json.ts';
import { regionalClients } from '../../shared/per-access.ts';
import { mysqlDialect } from '../mysql/dialect.ts';
import { dataApiPostgresDialect } from '../postgres/dialect.ts';
import { exactNumber, Rows, utcMoment } from '../result.ts';
import { type Outcome, shaped } from '../shaped.ts';
import { compile } from '../sql.ts';
import type { Statement } from '../statement.ts';
import { dataApiError } from './errors.ts';
import { namedParameters } from './parameters.ts';

const clientFor = regionalClients((settings) => doneOnce(new RDSDataClient(settings)));

/**
 * Runs the statement on an Aurora cluster by the RDS Data API, in a transaction of its own. Parameters of raw SQL are
 * written as the engine writes them, `$1` or `?`. An answer may hold 1 MB; there is no idempotency key.
 */
export async function runDataApi(
  statement: Statement,
  database: DataApiDatabase,
  context: RunContext,
): Promise<unknown> {
  const { clusterArn, secretArn, engine } = database;
  const dialect = engine === 'postgres' ? dataApiPostgresDialect : mysqlDialect;
  const compiled = compile(statement, dialect);
  const command = new ExecuteStatementCommand({
    resourceArn: clusterArn,
    secretArn,
    database: database.database,
    sql: namedParameters(compiled.sql, engine),
    parameters: compiled.parameters.map((value, index) => parameterOf(`p${index + 1}`, value)),
    includeResultMetadata: true,
  });
  try {
    const client = clientFor(context.aws, clusterArn.split(':')[3]);
    const answer = await client.send(command, { abortSignal: context.signal });
    return shaped(statement, outcomeOf(answer));
  } catch (error) {
    const unread = unreadSuccess(error);
    if (unread) return unread;
    throw dataApiError(error, engine);
  }
}

interface Answer {
  records?: Field[][] | undefined;
  columnMetadata?: ColumnMetadata[] | undefined;
  numberOfRecordsUpdated?: number | undefined;
}

function outcomeOf({ records, columnMetadata = [], numberOfRecordsUpdated = 0 }: Answer): Outcome {
  const rows = new Rows();
  for (const record of records ?? []) {
    const entries = record.map((field, index) => {
      const { label, name, typeName = '' } = columnMetadata[index] ?? {};
      return [label || name || `column${index + 1}`, valueOfField(field, typeName.toLowerCase())] as const;
    });
    rows.add(Object.fromEntries(entries));
  }
  return { rows, count: records && records.length > 0 ? records.length : numberOfRecordsUpdated };
}

/** The Data API gives exact numbers, times and JSON as text, with the name of their type beside them. */
function valueOfField(field: Field, type: string): unknown {
  if (field.isNull) return null;
  if (field.stringValue !== undefined) {
    const text = field.stringValue;
    if (/^(numeric|decimal|money)/.test(type)) return exactNumber(text);
    if (/^(timestamp|datetime)/.test(type)) return utcMoment(text);
    return /^jsonb?$/.test(type) ? parsed(text) : text;
  }
  if (field.arrayValue !== undefined) {
    const { stringValues, longValues, doubleValues, booleanValues } = field.arrayValue;
    return stringValues ?? longValues ?? doubleValues ?? booleanValues ?? [];
  }
  return field.longValue ?? field.doubleValue ?? field.booleanValue ?? field.blobValue ?? null;
}

/** A statement that has run must not fail by what it tells. */
function parsed(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

function parameterOf(name: string, value: unknown): SqlParameter {
  if (value === undefined || value === null) return { name, value: { isNull: true } };
  if (typeof value === 'boolean') return { name, value: { booleanValue: value } };
  if (typeof value === 'string') return { name, value: { stringValue: value } };
  if (typeof value === 'number') {
    return { name, value: Number.isSafeInteger(value) ? { longValue: value } : { doubleValue: value } };
  }
  return { name, value: { stringValue: JSON.stringify(value) }, typeHint: 'JSON' };
}

import pg from 'pg';
import { json, type Received, startHttpServer } from '../../http-server.ts';
import { postgresDatabase, type TestDatabase } from './databases.ts';

const { builtins } = pg.types;
const asText = { getTypeParser: () => (text: string) => text };

/** The name the Data API gives a type. */
const TYPE_NAMES: Record<number, string> = {
  [builtins.BOOL]: 'bool',
  [builtins.INT4]: 'int4',
  [builtins.INT8]: 'int8',
  [builtins.FLOAT8]: 'float8',
  [builtins.NUMERIC]: 'numeric',
  [builtins.JSONB]: 'jsonb',
  [builtins.TIMESTAMP]: 'timestamp',
};

interface Parameter {
  name: string;
  value: Record<string, unknown>;
}

/** PostgreSQL behind a server that speaks the RDS Data API; it checks that requests are signed and name the cluster. */
export async function dataApiDatabase(): Promise<TestDatabase> {
  const database = await postgresDatabase();
  const { resource } = database;
  if (resource.provider !== 'postgres') throw new Error('expected PostgreSQL');
  const client = new pg.Client({ connectionString: resource.url, types: asText });
  await client.connect();
  const server = await startHttpServer(async (request, response) => {
    const answer = await execute(request, client).catch((error: Error & { code?: string }) => ({
      failed: `ERROR: ${error.message}; SQLState: ${error.code}`,
    }));
    if ('failed' in answer) {
      json(response, 400, { message: answer.failed }, { 'x-amzn-errortype': 'DatabaseErrorException' });
    } else json(response, 200, answer);
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_RDS_DATA: server.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return {
    ...database,
    resource: {
      provider: 'data-api',
      clusterArn: 'arn:aws:rds:eu-west-1:111122223333:cluster:shop',
      secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf',
      database: 'postgres',
      engine: 'postgres',
    },
    stop: async () => {
      await server.close();
      await client.end();
      await database.stop();
    },
  };
}

async function execute(request: Received, client: pg.Client) {
  const {
    sql,
    parameters = [],
    resourceArn,
    secretArn,
  }: { sql: string; parameters?: Parameter[]; resourceArn: string; secretArn: string } = JSON.parse(
    request.body,
  );
  const signed = /\/rds-data\/aws4_request/.test(String(request.headers.authorization));
  if (
    request.url !== '/Execute' ||
    !signed ||
    !resourceArn.includes(':cluster:') ||
    !secretArn.includes(':secret:')
  ) {
    throw new Error('not a request of the Data API');
  }
  const values = new Map(parameters.map(({ name, value }) => [name, plain(value)]));
  const names = [...values.keys()];
  const numbered = sql.replaceAll(/(?<!:):(p\d+)\b/g, (_all, name) => `$${names.indexOf(name) + 1}`);
  const result = await client.query(numbered, [...values.values()]);
  return {
    records: result.rows.map((row) =>
      result.fields.map(({ name, dataTypeID }) => fieldOf(row[name], dataTypeID)),
    ),
    columnMetadata: result.fields.map(({ name, dataTypeID }) => ({
      name,
      label: name,
      typeName: TYPE_NAMES[dataTypeID] ?? 'text',
    })),
    numberOfRecordsUpdated: /^(INSERT|UPDATE|DELETE)$/.test(result.command) ? (result.rowCount ?? 0) : 0,
  };
}

function plain({
  isNull,
  stringValue,
  longValue,
  doubleValue,
  booleanValue,
}: Record<string, unknown>): unknown {
  return isNull === true ? null : (stringValue ?? longValue ?? doubleValue ?? booleanValue);
}

function fieldOf(text: string | null, type: number) {
  if (text === null) return { isNull: true };
  if (type === builtins.BOOL) return { booleanValue: text === 't' };
  if (type === builtins.INT4 || type === builtins.INT8) return { longValue: Number(text) };
  return type === builtins.FLOAT8 ? { doubleValue: Number(text) } : { stringValue: text };
}

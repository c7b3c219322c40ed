import type { DatabaseOperations } from '../dispatch.ts';
import type { Certified, Encrypted, Preset } from './shared.ts';

/** Named actions; a dispatch's input fills or overrides theirs. */
type Actions = Record<string, Preset<DatabaseOperations>>;

/** DynamoDB tables, by the name a dispatch uses. */
export interface DynamoDbDatabase {
  provider: 'dynamodb';
  tables: Record<string, DynamoDbTable>;
  events?: Actions;
}

export interface DynamoDbTable extends Encrypted {
  tableArn: string;
  partitionKey: DynamoDbKey;
  sortKey?: DynamoDbKey;
}

export interface DynamoDbKey {
  name: string;
  type: 'S' | 'N';
}

/** A PostgreSQL database. */
export interface PostgresDatabase extends SqlServer {
  provider: 'postgres';
  /** `postgres://user:password@host:port/database`; may hold `$Secret{NAME}`, also as a whole. */
  url: string;
}

/** A MySQL or MariaDB database. */
export interface MySqlDatabase extends SqlServer {
  provider: 'mysql';
  /** `mysql://user:password@host:port/database`; may hold `$Secret{NAME}`, also as a whole. */
  url: string;
}

interface SqlServer extends Certified {
  /** `require` (default) checks the server's certificate; `disable` speaks plain TCP. */
  ssl?: 'require' | 'disable';
  /** Connections kept per execution environment; default 2. */
  poolSize?: number;
  events?: Actions;
}

/** An Aurora cluster reached by the RDS Data API: no connections, no VPC. */
export interface DataApiDatabase {
  provider: 'data-api';
  clusterArn: string;
  /** ARN of the secret in Secrets Manager that the Data API signs in with. */
  secretArn: string;
  /** ARN of the customer key that the secret is encrypted with; AWS's own key need not be named. */
  secretKmsKeyArn?: string;
  database: string;
  engine: 'postgres' | 'mysql';
  events?: Actions;
}

/** A MongoDB database. */
export interface MongoDbDatabase extends Certified {
  provider: 'mongodb';
  /** `mongodb(+srv)://user:password@host:port/`, with `?tls=true` or `ca` for TLS; may hold `$Secret{NAME}`, also as a whole. */
  url: string;
  database: string;
  /** Connections kept per execution environment; default 2. */
  poolSize?: number;
  events?: Actions;
}

import type { PostgresDatabase } from '../../../contract/resources/database.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `postgres` and a run of it. */
export const sample: SampleAt<PostgresDatabase> = ({ host, port }) => ({
  resource: {
    provider: 'postgres',
    url: `postgres://user:$Secret{PASSWORD}@${host}:${port}/shop`,
    ssl: 'disable',
  },
  target: { operation: 'insert' },
  input: { table: 'orders', data: { id: 'a' } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

import type { MySqlDatabase } from '../../../contract/resources/database.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `mysql` and a run of it. */
export const sample: SampleAt<MySqlDatabase> = ({ host, port }) => ({
  resource: {
    provider: 'mysql',
    url: `mysql://user:$Secret{PASSWORD}@${host}:${port}/shop`,
    ssl: 'disable',
  },
  target: { operation: 'insert' },
  input: { table: 'orders', data: { id: 'a' } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

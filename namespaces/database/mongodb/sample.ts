import type { MongoDbDatabase } from '../../../contract/resources/database.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `mongodb` and a run of it. */
export const sample: SampleAt<MongoDbDatabase> = ({ host, port }) => ({
  resource: {
    provider: 'mongodb',
    url: `mongodb://user:$Secret{PASSWORD}@${host}:${port}/?directConnection=true`,
    database: 'shop',
  },
  target: { operation: 'insert' },
  input: { table: 'orders', data: { id: 'a' } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

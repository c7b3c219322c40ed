import type { DataApiDatabase } from '../../../contract/resources/database.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `data-api` and a run of it. */
export const sample: SampleAt<DataApiDatabase> = () => ({
  resource: {
    provider: 'data-api',
    clusterArn: 'arn:aws:rds:us-east-1:123456789012:cluster:shop',
    secretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:shop',
    database: 'shop',
    engine: 'postgres',
  },
  target: { operation: 'insert' },
  input: { table: 'orders', data: { id: 'a' } },
  secrets: {},
});

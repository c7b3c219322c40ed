import type { NeptuneGraph } from '../../../contract/resources/graphs.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `neptune` and a run of it. */
export const sample: SampleAt<NeptuneGraph> = ({ host, port }) => ({
  resource: {
    provider: 'neptune',
    endpoint: `http://${host}:${port}`,
    region: 'us-east-1',
    databaseArn: 'arn:aws:neptune-db:us-east-1:123456789012:cluster-1/database',
  },
  target: { operation: 'createNode' },
  input: { labels: ['Order'], properties: { id: 'a' } },
  secrets: {},
});

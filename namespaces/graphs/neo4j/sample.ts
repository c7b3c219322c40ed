import type { BoltGraph } from '../../../contract/resources/graphs.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `neo4j` and a run of it. */
export const sample: SampleAt<BoltGraph> = ({ host, port }) => ({
  resource: {
    provider: 'neo4j',
    url: `bolt://${host}:${port}`,
    username: 'user',
    password: '$Secret{PASSWORD}',
  },
  target: { operation: 'createNode' },
  input: { labels: ['Order'], properties: { id: 'a' } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

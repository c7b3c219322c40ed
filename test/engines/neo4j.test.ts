import neo4j, { type Driver } from 'neo4j-driver';
import type { BoltGraph } from '../../contract/resources/graphs.ts';
import { describeOperations } from '../namespaces/graphs/operations.ts';
import { startJavaServer } from './java.ts';
import { suiteOn } from './suite-on.ts';

await suiteOn(
  'Neo4j',
  () => startJavaServer('neo4j', 'Neo4j'),
  ({ port }) => {
    const graph: BoltGraph = { provider: 'neo4j', url: `bolt://127.0.0.1:${port}` };
    let driver: Driver;
    beforeAll(() => {
      driver = neo4j.driver(graph.url);
    });
    afterAll(() => driver.close());
    describeOperations(
      () => graph,
      'many',
      () => driver.executeQuery('MATCH (n) DETACH DELETE n'),
    );
  },
);

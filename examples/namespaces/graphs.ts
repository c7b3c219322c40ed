import { asRecord } from '../../contract/plain-data.ts';
import { completed, type Example, expectThat } from '../example.ts';

/** A node of a graph, found again by openCypher. */
export const graphs: Example = async ({ ductape, targets }) => {
  const { job_id } = await ductape.graphs.dispatch({
    graph: 'social',
    operation: 'createNode',
    input: { labels: ['Person'], properties: { name: 'Ann', joined: '$Now()' } },
  });
  await completed(ductape, job_id);
  const query = "MATCH (n:Person) WHERE n.name = 'Ann' RETURN n.name AS name, n.joined AS joined";
  const response = await fetch(`${targets.graph}/openCypher`, {
    method: 'POST',
    body: new URLSearchParams({ query }),
  });
  const { results } = asRecord(await response.json());
  const [ann, ...others] = Array.isArray(results) ? results : [];
  expectThat('one node', ann?.name === 'Ann' && others.length === 0, results);
  return `the graph answers ${JSON.stringify(results)}`;
};

import { beyondLocal, masked } from './cypher.ts';

/** The parts of a MERGE that AGE is not left alone with. */
export interface Merge {
  before: string;
  pattern: string;
  onCreate: string | undefined;
  onMatch: string | undefined;
  rest: string;
}

const ONE_MERGE =
  /^(?<before>.*?)\bMERGE\s+(?<pattern>.*?)(?<sets>(?:\s+ON\s+(?:CREATE|MATCH)\s+SET\s+.*?)*)(?<rest>(?:\s+(?:RETURN|SET|WITH|REMOVE|DELETE|DETACH|MATCH|CREATE|UNWIND)\b.*)?)$/dis;
const SET = /\s+ON\s+(CREATE|MATCH)\s+SET\s+(.*?)(?=\s+ON\s+(?:CREATE|MATCH)\s+SET\b|$)/dgis;

/**
 * The MERGE of a query if AGE (1.5) cannot do it: it has no ON CREATE and ON MATCH, and between nodes that were matched
 * before it makes another relationship every time, and one that no MATCH finds.
 * @throws CypherFault for several of them in one query
 */
export function readMerge(query: string): Merge | undefined {
  const mask = masked(query);
  const merges = mask.match(/\bMERGE\s/gi)?.length ?? 0;
  const found = ONE_MERGE.exec(mask);
  const places = found?.indices?.groups;
  if (!places || merges === 0) return undefined;
  const slice = (text: string, at: [number, number] | undefined) => (at ? text.slice(...at) : '');
  const part = (name: string) => slice(query, places[name]);
  const native =
    !/\bON\s+(CREATE|MATCH)\s+SET\b/i.test(mask) && !/\)\s*<?-/.test(slice(mask, places['pattern']));
  if (merges === 1 && native) return undefined;
  if (merges > 1) throw beyondLocal('takes one MERGE in a query');
  const sets = part('sets');
  const wanted = [...slice(mask, places['sets']).matchAll(SET)].map(
    ({ 1: when = '', indices }) => [when.toUpperCase(), slice(sets, indices?.[2])] as const,
  );
  const set = (when: string) => wanted.find(([each]) => each === when)?.[1];
  return {
    before: part('before'),
    pattern: part('pattern'),
    onCreate: set('CREATE'),
    onMatch: set('MATCH'),
    rest: part('rest'),
  };
}

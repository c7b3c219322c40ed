import { PGlite } from '@electric-sql/pglite';
import { age } from '@electric-sql/pglite-age';
import { columnsOf } from './return-columns.ts';

/** A refusal by the name Neptune gives it. */
export class CypherFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'CypherFault';
    this.code = code;
  }
}

type Row = Record<string, unknown>;

/** Opens an empty graph in memory. */
export async function openGraph() {
  const db = await PGlite.create({ extensions: { age } });
  await db.exec(
    `create extension if not exists age; load 'age'; set search_path = ag_catalog, "$user", public;
     select create_graph('graph');`,
  );
  const run = async (text: string, params: Row): Promise<Row[]> => {
    const columns = columnsOf(text);
    const declared = (columns.length > 0 ? columns : ['nothing']).map((_, i) => `c${i} agtype`).join(', ');
    const tag = `$cypher_${Math.random().toString(36).slice(2)}$`;
    const sql = `select * from cypher('graph', ${tag} ${text} ${tag}, $1) as (${declared})`;
    try {
      const { rows } = await db.query<Record<string, string | null>>(sql, [JSON.stringify(params)]);
      return columns.length > 0 ? rows.map((row) => rowOf(columns, row)) : [];
    } catch (error) {
      throw new CypherFault(
        'MalformedQueryException',
        error instanceof Error ? error.message : String(error),
      );
    }
  };
  const query = async (text: string, params: Row): Promise<Row[]> => {
    const portable = textIds(text);
    const merge = readMerge(portable);
    if (!merge) return await run(portable, params);
    const { before, pattern, onCreate, onMatch, rest } = merge;
    const found = await run(`${before} MATCH ${pattern} RETURN count(*) AS found`, params);
    const there = Number(found[0]?.['found']) > 0;
    const set = there ? onMatch : onCreate;
    // AGE's own MERGE makes a second relationship between nodes that were matched before.
    const clause = there ? 'MATCH' : 'CREATE';
    return await run(`${before} ${clause} ${pattern} ${set ? `WITH * SET ${set}` : ''} ${rest}`, params);
  };
  // PostgreSQL as WASM does one thing at a time, and a merge is two.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    query: (text: string, params: Row): Promise<Row[]> => {
      const mine = turn.then(() => query(text, params));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: () => db.close(),
  };
}

/** Neptune's ids are text; AGE's are numbers, and those of a relationship's nodes have functions of their own. */
function textIds(text: string): string {
  return text
    .replaceAll(/\bid\((start|end)Node\((\w+)\)\)/g, 'toString($1_id($2))')
    .replaceAll(/\bid\((\w+)\)/g, 'toString(id($1))');
}

/** `MERGE … ON CREATE SET … ON MATCH SET …`, which AGE does not have, in its parts. */
function readMerge(text: string) {
  const found =
    /^(?<before>.*?)\bMERGE\s+(?<pattern>.*?)(?<sets>(?:\s+ON\s+(?:CREATE|MATCH)\s+SET\s+.*?)+)(?<rest>\s+RETURN\b.*)$/is.exec(
      text,
    );
  const { before = '', pattern = '', sets = '', rest = '' } = found?.groups ?? {};
  if (!found) return undefined;
  const part = (when: string) =>
    new RegExp(`ON\\s+${when}\\s+SET\\s+(.*?)(?=\\s+ON\\s+(?:CREATE|MATCH)\\s+SET\\b|$)`, 'is').exec(
      sets,
    )?.[1];
  return { before, pattern, onCreate: part('CREATE'), onMatch: part('MATCH'), rest };
}

function rowOf(columns: readonly string[], row: Record<string, string | null>): Row {
  return Object.fromEntries(columns.map((name, i) => [name, plain(row[`c${i}`] ?? null)]));
}

/** agtype is JSON with the types of some values after it. */
function plain(text: string | null): unknown {
  if (text === null) return null;
  return JSON.parse(text.replaceAll(/("(?:[^"\\]|\\.)*")|::(?:vertex|edge|path|numeric)\b/g, '$1'));
}

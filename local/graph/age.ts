import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { age } from '@electric-sql/pglite-age';
import { defined } from '../../contract/plain-data.ts';
import { newCluster } from '../engines/new-cluster.ts';
import { neptuneJson } from './agtype.ts';
import { beyondLocal, CypherFault, masked } from './cypher.ts';
import { readMerge } from './read-merge.ts';
import { columnsOf } from './return-columns.ts';

type Row = Record<string, unknown>;

/** Opens the graph kept in the directory, or an empty one in memory. @param archives see `newCluster` */
export async function openGraph(dataDirectory?: string, archives?: string) {
  const kept = dataDirectory !== undefined && existsSync(join(dataDirectory, 'PG_VERSION'));
  const db = await PGlite.create({
    extensions: { age },
    ...defined({ dataDir: dataDirectory }),
    ...(!kept && { loadDataDir: await newCluster(archives) }),
  });
  await db.exec(
    `create extension if not exists age; load 'age'; set search_path = ag_catalog, "$user", public;
     do $$ begin
       if not exists (select from ag_graph where name = 'graph') then perform create_graph('graph'); end if;
     end $$;`,
  );
  const run = async (text: string, params: Row): Promise<Row[]> => {
    const columns = columnsOf(text);
    const declared = (columns.length > 0 ? columns : ['nothing']).map((_, i) => `c${i} agtype`).join(', ');
    const tag = `$cypher_${Math.random().toString(36).slice(2)}$`;
    const sql = `select * from cypher('graph', ${tag} ${text} ${tag}, $1) as (${declared})`;
    try {
      const { rows } = await db.query<Record<string, string | null>>(sql, [
        JSON.stringify(params, withoutAtomicGroups),
      ]);
      return columns.length > 0 ? rows.map((row) => rowOf(columns, row)) : [];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new CypherFault('MalformedQueryException', message);
    }
  };
  const query = async (text: string, params: Row): Promise<Row[]> => {
    const portable = textIds(text);
    if (/\(\s*\w*\s*:[^(){}[\]]*:/.test(masked(portable))) throw beyondLocal('gives a node one label');
    const merge = readMerge(portable);
    if (!merge) return await run(portable, params);
    const { before, pattern, onCreate, onMatch, rest } = merge;
    const countOf = async (clauses: string) =>
      Number((await run(`${clauses} RETURN count(*) AS found`, params))[0]?.['found']);
    if (/\b(CREATE|SET|DELETE|REMOVE)\b/i.test(masked(before))) throw beyondLocal('merges before it writes');
    if (before.trim() !== '' && (await countOf(before)) > 1) throw beyondLocal('merges for one row');
    const there = (await countOf(`${before} MATCH ${pattern}`)) > 0;
    const set = there ? onMatch : onCreate;
    if (there && !set && rest.trim() === '') return [];
    const clause = there ? 'MATCH' : 'CREATE';
    return await run(`${before} ${clause} ${pattern} ${set ? `WITH * SET ${set}` : ''} ${rest}`, params);
  };
  // PostgreSQL as WASM does one thing at a time, and a merge is several.
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

/** PostgreSQL's regular expressions know no atomic groups, and need none: they do not backtrack. */
function withoutAtomicGroups(_name: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('(?s)') ? value.replaceAll('(?>', '(?:') : value;
}

/** Neptune's ids are text; AGE's are numbers, and those of a relationship's nodes have functions of their own. */
function textIds(text: string): string {
  return text
    .replaceAll(/\bid\((start|end)Node\((\w+)\)\)/g, 'toString($1_id($2))')
    .replaceAll(/\bid\((\w+)\)/g, 'toString(id($1))');
}

function rowOf(columns: readonly string[], row: Record<string, string | null>): Row {
  const plain = (text: string | null | undefined) => (typeof text === 'string' ? neptuneJson(text) : null);
  return Object.fromEntries(columns.map((name, i) => [name, plain(row[`c${i}`])]));
}

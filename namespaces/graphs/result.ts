import { type CypherQuery, RUN_PROPERTY } from './cypher.ts';

/** What the rows of a result may take as JSON, bytes. */
const RESULT_BYTES = 60 * 1024;

type Row = Record<string, unknown>;

/** Rows of a query as a run returns them, with as many as fit. */
export function resultOf(reads: CypherQuery['reads'], rows: readonly Row[]): Row {
  if (reads === 'deleted') return { deleted: Number(rows[0]?.['deleted'] ?? 0) };
  const shown: Row[] = [];
  let room = RESULT_BYTES;
  for (const row of rows) {
    const plain = reads === 'rows' ? row : entity(row);
    room -= Buffer.byteLength(JSON.stringify(plain)) + 1;
    if (room < 0) break;
    shown.push(plain);
  }
  const truncated = shown.length < rows.length;
  return { [reads]: shown, count: rows.length, ...(truncated && { truncated: true }) };
}

/** Ids are text, whatever a database makes of them; the mark of the run is none of the caller's properties. */
function entity({ properties, ...rest }: Row): Row {
  const { [RUN_PROPERTY]: _mark, ...own } = Object(properties);
  const ids = Object.entries(rest).map(([name, value]) => [name, /id$/i.test(name) ? String(value) : value]);
  return { ...Object.fromEntries(ids), properties: own };
}

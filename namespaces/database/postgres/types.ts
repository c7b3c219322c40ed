import pg from 'pg';
import { parseExactJson } from '../../shared/exact-json.ts';
import { exactNumber, utcMoment } from '../result.ts';

const { builtins } = pg.types;
const TIMESTAMP = builtins.TIMESTAMP;

/** Type OIDs of arrays (PostgreSQL catalog, pg_type), which the driver does not name. */
const ARRAY_OF = { numeric: 1231, json: 199, jsonb: 3807 } as const;

/** The driver's own parser of arrays, whose published type is not its shape. */
const arrays = pg.types.arrayParser as unknown as {
  create(text: string, read: (item: string | null) => unknown): { parse(): unknown };
};

/** An array as the server writes it, in any number of dimensions. */
function items(text: string, read: (item: string) => unknown): unknown {
  return arrays.create(text, (item) => (item === null ? null : read(item))).parse();
}

/** How text from the server becomes a value, by type OID; the driver's own parser reads the others. */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, exactNumber],
  [builtins.NUMERIC, exactNumber],
  // The driver would read both in the zone of this process.
  [TIMESTAMP, utcMoment],
  [builtins.DATE, (text) => text],
  [builtins.INTERVAL, (text) => text],
  [builtins.JSON, parseExactJson],
  [builtins.JSONB, parseExactJson],
  [ARRAY_OF.numeric, (text) => items(text, exactNumber)],
  [ARRAY_OF.json, (text) => items(text, parseExactJson)],
  [ARRAY_OF.jsonb, (text) => items(text, parseExactJson)],
]);

/** For the driver's `types` option. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
};

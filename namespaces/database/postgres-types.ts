import pg from 'pg';
import { exactNumber, utcMoment } from './sql-values.ts';

const { builtins } = pg.types;
const TIMESTAMP = builtins.TIMESTAMP;

/** How text from the server becomes a value, by type OID; the driver's own parser reads the others. */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, exactNumber],
  [builtins.NUMERIC, exactNumber],
  // The driver would read both in the zone of this process.
  [TIMESTAMP, utcMoment],
  [builtins.DATE, (text) => text],
  [builtins.INTERVAL, (text) => text],
]);

/** For the driver's `types` option. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
};

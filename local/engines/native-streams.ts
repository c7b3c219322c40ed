import { DatabaseSync } from 'node:sqlite';
import { DAY, HOUR, SECOND } from '../../core/time/units.ts';

/** How long DynamoDB keeps a record, and how often the older ones are dropped. */
const RETENTION = DAY;
const TENDED_EVERY = HOUR;

/** What the engine looks for at each write and each read of a stream. */
const NUMBER = 'CAST(sequence_number AS INTEGER)';

/**
 * Does in the native engine's file what the engine leaves undone (decision 56): its streams have no index, so that each write to
 * a table with a stream looks through all records, and no record is ever dropped. The last of a table stays, as the next is
 * numbered by it.
 */
export function tendNativeStreams(file: string, now: number): void {
  const database = new DatabaseSync(file, { timeout: 5 * SECOND });
  try {
    database.exec(
      `CREATE INDEX IF NOT EXISTS stream_order ON _stream_records (table_name, ${NUMBER}, created_at)`,
    );
    const before = Math.floor((now - RETENTION) / SECOND);
    const tables = database.prepare('SELECT table_name FROM _tables').all();
    for (const { table_name: table } of tables) {
      const of = `FROM _stream_records WHERE table_name = ?`;
      database
        .prepare(
          `DELETE ${of} AND ${NUMBER} <= (SELECT max(${NUMBER}) ${of} AND created_at < ?)
           AND ${NUMBER} < (SELECT max(${NUMBER}) ${of})`,
        )
        .run(table ?? '', table ?? '', before, table ?? '');
    }
  } finally {
    database.close();
  }
}

/** Does it now and every hour, until the returned function is called. @param say told what hindered it */
export function keepNativeStreams(file: string, say: (line: string) => void): () => void {
  const tend = () => {
    try {
      tendNativeStreams(file, Date.now());
    } catch (error) {
      say(`the streams in ${file} could not be tended: ${error}`);
    }
  };
  tend();
  const timer = setInterval(tend, TENDED_EVERY);
  return () => clearInterval(timer);
}

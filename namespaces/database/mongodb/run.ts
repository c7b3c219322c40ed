import { createHash } from 'node:crypto';
import { type Collection, type Db, MongoBulkWriteError, ObjectId } from 'mongodb';
import { asRecord } from '../../../contract/plain-data.ts';
import type { MongoDbDatabase } from '../../../contract/resources/database.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { abortable } from '../../shared/connection.ts';
import { Rows } from '../result.ts';
import type { Row } from '../rows.ts';
import { type Statement, StatementLimits } from '../statement.ts';
import { clientOf, forgetClient } from './client.ts';
import { plainDocument, plainValue, rawCommand } from './command.ts';
import { endsClient, mongoRunError } from './errors.ts';
import { filterOf } from './filter.ts';

/**
 * Runs the statement on a collection. A document inserted without `_id` gets one made of the run, so that a second
 * delivery or attempt inserts it once; several documents are not inserted together or not at all.
 */
export async function runMongoDb(
  statement: Statement,
  database: MongoDbDatabase,
  context: RunContext,
): Promise<unknown> {
  const client = await clientOf(database, context.secrets).catch((error: unknown) => {
    throw mongoRunError(error);
  });
  try {
    // The server ends the command when the attempt no longer waits.
    const db = client.db(database.database, { timeoutMS: Math.max(1, Math.ceil(context.timeout)) });
    return await abortable(perform(statement, db, context), context.signal, 'the database');
  } catch (error) {
    if (endsClient(error)) forgetClient(client);
    throw mongoRunError(error);
  }
}

type Of<Op extends Statement['operation']> = Extract<Statement, { operation: Op }>;

async function perform(statement: Statement, db: Db, context: RunContext): Promise<unknown> {
  if (statement.operation === 'raw') return await rawCommand(statement, db);
  const collection = db.collection<Row>(statement.table);
  switch (statement.operation) {
    case 'insert':
      return await insert(statement, collection, context);
    case 'query':
      return await query(statement, collection);
    case 'update': {
      const { matchedCount } = await collection.updateMany(filterOf(statement.where), {
        $set: statement.data,
      });
      return { rows: [], count: matchedCount };
    }
    case 'delete': {
      const { deletedCount } = await collection.deleteMany(filterOf(statement.where));
      return { rows: [], count: deletedCount };
    }
    case 'upsert':
      await upsert(collection, statement.data, statement.conflictKeys, 'update');
      return { rows: [], count: 1 };
    case 'count':
      return { count: await collection.countDocuments(filterOf(statement.where)) };
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
      return { value: await aggregate(statement, collection) };
  }
}

async function insert(statement: Of<'insert'>, collection: Collection<Row>, { identity }: RunContext) {
  const { data, onConflict, returning } = statement;
  const documents = data.map((row, index) => ({ _id: row['_id'] ?? idOf(identity, index), ...row }));
  let written: Row[] = documents;
  if (onConflict) {
    written = [];
    for (const row of data) {
      if ((await upsert(collection, row, onConflict.keys, onConflict.action)) > 0)
        written.push({ _id: null, ...row });
    }
  } else {
    await insertOnce(collection, documents, data);
  }
  const rows = returning ? written.map((document) => pick(document, returning)) : [];
  return { rows, count: written.length };
}

/** A document is refused as one this run has inserted before only if the id this run makes for it is there. */
async function insertOnce(
  collection: Collection<Row>,
  documents: Row[],
  data: readonly Row[],
): Promise<void> {
  try {
    await collection.insertMany(documents as never, { ordered: false });
  } catch (error) {
    const refused = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
    const mine = refused.filter(({ code, index }) => code === 11_000 && data[index]?.['_id'] === undefined);
    if (refused.length === 0 || mine.length < refused.length) throw error;
    const ids = mine.map(({ index }) => documents[index]?.['_id']);
    if ((await collection.countDocuments({ _id: { $in: ids } } as never)) < ids.length) throw error;
  }
}

const idOf = (identity: string, index: number) =>
  ObjectId.createFromHexString(
    createHash('sha256').update(`${identity}#${index}`).digest('hex').slice(0, 24),
  );

/** Two that upsert the same at once may both insert: the second one updates (MongoDB manual, "Upsert with Unique Index"). */
async function upsert(
  collection: Collection<Row>,
  row: Row,
  keys: readonly string[],
  action: 'ignore' | 'update',
): Promise<number> {
  const filter = Object.fromEntries(keys.map((key) => [key, { $eq: row[key] }]));
  const rest = Object.fromEntries(Object.entries(row).filter(([name]) => !keys.includes(name)));
  const change =
    action === 'update' && Object.keys(rest).length > 0 ? { $set: rest } : { $setOnInsert: rest };
  const write = Object.keys(rest).length > 0 ? change : { $setOnInsert: row };
  const once = () => collection.updateOne(filter, write, { upsert: true });
  const { upsertedCount } = await once().catch((error: unknown) => {
    if (asRecord(error).code === 11_000) return once();
    throw error;
  });
  return action === 'update' ? 1 : upsertedCount;
}

async function query(statement: Of<'query'>, collection: Collection<Row>) {
  const { select = ['*'], orderBy = [], offset = 0 } = statement;
  const wanted = select.includes('*') ? {} : Object.fromEntries(select.map((name) => [name, 1]));
  const cursor = collection.find(filterOf(statement.where), {
    projection: select.includes('*') || select.includes('_id') ? wanted : { ...wanted, _id: 0 },
    sort: orderBy.map(({ column, order }) => [column, order === 'desc' ? -1 : 1] as [string, 1 | -1]),
    skip: offset,
    limit: statement.limit ?? StatementLimits.rows + 1,
  });
  const rows = new Rows();
  for await (const document of cursor) rows.add(plainDocument(document));
  return statement.limit === undefined ? rows.result(rows.count, StatementLimits.rows) : rows.result();
}

async function aggregate(statement: Of<'sum' | 'avg' | 'min' | 'max'>, collection: Collection<Row>) {
  const { column, operation } = statement;
  const filter = { $and: [filterOf(statement.where), { [column]: { $ne: null } }] };
  const value = { [`$${operation}`]: `$${column}` };
  const [answer] = await collection
    .aggregate([{ $match: filter }, { $group: { _id: null, value } }])
    .toArray();
  return plainValue(answer?.['value'] ?? null);
}

function pick(document: Row, names: readonly string[]): Row {
  const plain = plainDocument(document);
  if (names.includes('*')) return plain;
  return Object.fromEntries(names.map((name) => [name, plain[name] ?? null]));
}

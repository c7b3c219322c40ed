import { MongoClient } from 'mongodb';
import type { MongoDbDatabase } from '../../contract/resources/database.ts';
import { describeAgreement } from '../namespaces/database/agreement.ts';
import { operate, type TestDatabase } from '../namespaces/database/databases.ts';
import { describeOperations } from '../namespaces/database/operations.ts';
import { failure } from '../namespaces/shared/run-failure.ts';
import { startJavaServer } from './java.ts';
import { suiteOn } from './suite-on.ts';

await suiteOn(
  'MongoDB (mongo-java-server)',
  () => startJavaServer('mongodb', 'Mongo'),
  ({ port }) => {
    const url = `mongodb://127.0.0.1:${port}/`;
    const resource: MongoDbDatabase = { provider: 'mongodb', url, database: 'shop' };

    async function start(): Promise<TestDatabase> {
      const client = await MongoClient.connect(url);
      const db = client.db('shop');
      return {
        resource,
        async reset() {
          await db.dropDatabase();
          await db.collection('people').createIndex({ id: 1 }, { unique: true });
          await db.collection('readings').createIndex({ sensor: 1, at: 1 }, { unique: true });
        },
        async rows(table) {
          const rows = await db
            .collection(table)
            .find({}, { projection: { _id: 0 } })
            .toArray();
          const key = (row: object) =>
            JSON.stringify([Reflect.get(row, 'id') ?? Reflect.get(row, 'sensor'), Reflect.get(row, 'at')]);
          return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
        },
        stop: () => client.close(),
      };
    }

    describe('the operations', () => {
      describeOperations({ start, atomic: false, returning: true, tables: false });
    });
    describe('conditions', () => {
      describeAgreement(start);
    });

    describe('a run', () => {
      test('inserts its documents once, however often it is delivered', async () => {
        const insert = { table: 'notes', data: [{ text: 'a' }, { text: 'b' }] };
        const twice = { identity: 'job_m-1' };
        await operate(resource, 'insert', insert, twice);
        await operate(resource, 'insert', insert, twice);
        await operate(resource, 'insert', insert, { identity: 'job_m-2' });
        expect(await operate(resource, 'count', { table: 'notes' })).toEqual({ count: 4 });
      });

      test('is refused where another index is met, whatever its name', async () => {
        const client = await MongoClient.connect(url);
        await client.db('shop').collection('users').createIndex({ user_id: 1 }, { unique: true });
        await client.close();
        const insert = { table: 'users', data: { user_id: 7 } };
        await operate(resource, 'insert', insert, { identity: 'job_u-1' });
        const again = operate(resource, 'insert', insert, { identity: 'job_u-2' });
        expect((await failure(again)).code).toBe('UNIQUE_VIOLATION');
      });

      test('reads more than one batch of a command', async () => {
        await operate(resource, 'insert', {
          table: 'many',
          data: Array.from({ length: 250 }, (_, n) => ({ n })),
        });
        const query = '{"find": "many", "filter": {}}';
        expect(await operate(resource, 'raw', { query })).toMatchObject({ count: 250 });
      });

      test('with a url that is none is VALIDATION_ERROR', async () => {
        const wrong = { ...resource, url: 'mongodb://' };
        expect((await failure(operate(wrong, 'count', { table: 'x' }))).code).toBe('VALIDATION_ERROR');
      });

      test('gives commands their parameters, and takes none for an operator', async () => {
        await operate(resource, 'insert', { table: 'raws', data: { n: 1, name: 'Ann' } });
        const query = '{"find": "raws", "filter": {"name": "$1"}, "projection": {"_id": 0}}';
        expect(await operate(resource, 'raw', { query, params: ['Ann'] })).toEqual({
          rows: [{ n: 1, name: 'Ann' }],
          count: 1,
        });
        expect((await failure(operate(resource, 'raw', { query, params: [{ $ne: null }] }))).code).toBe(
          'VALIDATION_ERROR',
        );
        expect((await failure(operate(resource, 'raw', { query: '{"dropDatabase": 1}' }))).code).toBe(
          'VALIDATION_ERROR',
        );
        const where = '{"find": "raws", "filter": {"$where": "sleep(1)"}}';
        expect((await failure(operate(resource, 'raw', { query: where }))).code).toBe('VALIDATION_ERROR');
      });

      test('finds no server at the address: CONNECTION_ERROR within the attempt', async () => {
        const unreachable = { ...resource, url: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500' };
        expect((await failure(operate(unreachable, 'count', { table: 'x' }))).code).toBe('CONNECTION_ERROR');
      });
    });
  },
);

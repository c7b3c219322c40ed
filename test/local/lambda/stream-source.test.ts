import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { MINUTE, SECOND } from '../../../core/time/units.ts';
import { createTable } from '../../../local/engines/dynamodb.ts';
import type { LambdaFunction } from '../../../local/lambda/function.ts';
import type { StreamMapping, StreamSourceOptions } from '../../../local/lambda/stream-mapping.ts';
import { startStreamSource } from '../../../local/lambda/stream-source.ts';
import {
  recordsOf,
  STREAM_ENGINES,
  STREAM_TABLE,
  type StreamWorld,
  startStreamWorld,
  streamTable,
} from '../../conformance/stream-table.ts';
import { until } from '../../until.ts';
import { cleanUp, functionOf, onCleanUp } from './bundle.ts';

const MAPPING: StreamMapping = {
  id: 'Mapping',
  functionName: 'probe',
  tableName: STREAM_TABLE,
  filters: [],
  batchSize: 100,
  gatherMs: 0,
  tumblingMs: 0,
  bisect: false,
  reportBatchItemFailures: true,
  retriesMax: Number.POSITIVE_INFINITY,
  ageMaxMs: Number.POSITIVE_INFINITY,
  onFailure: undefined,
  startingPosition: 'TRIM_HORIZON',
};

/** Prints the values of `n` of a batch, and has `tries` count how often the first of them was first. */
const PRINT = `const numbers = event.Records.map((r) => Number((r.dynamodb.NewImage ?? r.dynamodb.OldImage).n.N));
  console.log('batch ' + numbers.join(' '));
  const tries = (globalThis.tries ??= new Map()); tries.set(numbers[0], (tries.get(numbers[0]) ?? 0) + 1);
  const failed = (...those) => ({ batchItemFailures: event.Records.filter((_, i) => those.includes(numbers[i]))
    .map((r) => ({ itemIdentifier: r.dynamodb.SequenceNumber })) });`;
const handler = (code = '') => `export const handler = async (event) => { ${PRINT} ${code} };`;
const batchesOf = (fn: { lines: { line: string }[] }) =>
  fn.lines.flatMap(({ line }) => (line.startsWith('batch ') ? [line.slice('batch '.length)] : []));

afterEach(cleanUp);

describe.each(STREAM_ENGINES)('The event source of a stream of the %s engine', (_kind, start) => {
  let world: StreamWorld;
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'checkpoints-'));
    world = await startStreamWorld(start);
  });
  afterEach(async () => {
    await cleanUp();
    await world?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function map(
    fn: LambdaFunction,
    mapping: Partial<StreamMapping> = {},
    options: Partial<StreamSourceOptions> = {},
  ) {
    const log: string[] = [];
    const source = await startStreamSource({
      mapping: { ...MAPPING, ...mapping },
      function: fn,
      endpoint: world.endpoint,
      directory,
      log: (line) => log.push(line),
      backoffMs: { first: 1, most: 10 },
      ...options,
    });
    onCleanUp(() => source.stop(0));
    return { ...source, log };
  }

  const put = (n: number, sk = 'ROW') => {
    const Item = { pk: { S: 'a' }, sk: { S: sk }, n: { N: String(n) }, raw: { B: Buffer.from([1, 255]) } };
    return world.table.send(new PutItemCommand({ TableName: STREAM_TABLE, Item }));
  };
  const putAll = async (...numbers: number[]) => {
    for (const n of numbers) await put(n);
  };

  test('invokes the function with records in the shape of AWS', async () => {
    const fn = await functionOf(
      'export const handler = async (event) => { console.log(JSON.stringify(event)); };',
    );
    await putAll(1, 2);
    await map(fn);
    await until('the event', () => fn.lines.length === 1);
    const image = (n: number) => ({
      pk: { S: 'a' },
      sk: { S: 'ROW' },
      n: { N: String(n) },
      raw: { B: 'Af8=' },
    });
    const [, second] = JSON.parse(fn.lines[0]?.line ?? '').Records;
    expect(second).toEqual({
      eventID: expect.any(String),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { pk: { S: 'a' }, sk: { S: 'ROW' } },
        OldImage: image(1),
        NewImage: image(2),
        SequenceNumber: expect.stringMatching(/^\d+$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: expect.stringMatching(
        /^arn:aws:dynamodb:us-east-1:000000000000:table\/orders\/stream\/.+/,
      ),
    });
  });

  test('hands on only what a filter lets through, and does not read the rest again', async () => {
    const fn = await functionOf(handler());
    const filters = [{ dynamodb: { Keys: { sk: { S: ['ROW'] } } } }, { eventName: ['REMOVE'] }];
    const source = await map(fn, { filters });
    await put(1, 'OTHER');
    await put(2);
    await put(3, 'OTHER');
    const Key = { pk: { S: 'a' }, sk: { S: 'OTHER' } };
    await world.table.send(new DeleteItemCommand({ TableName: STREAM_TABLE, Key }));
    await until('what matches', () => batchesOf(fn).join(' ') === '2 3');
    await put(4, 'OTHER');
    await until('the checkpoint to be behind all', async () => {
      const [last] = (await recordsOf(world)).slice(-1);
      return (await checkpoint()).after === last?.dynamodb?.SequenceNumber;
    });
    await source.stop();
    expect(batchesOf(fn).join(' ')).toBe('2 3');
  });

  const checkpoint = async () => {
    const [name = ''] = await readdir(directory);
    return JSON.parse(await readFile(join(directory, name), 'utf8')) as { after: string };
  };

  test('cuts batches by their size, in order', async () => {
    const fn = await functionOf(handler());
    await putAll(1, 2, 3, 4, 5);
    await map(fn, { batchSize: 2 });
    await until('all', () => batchesOf(fn).length === 3);
    expect(batchesOf(fn)).toEqual(['1 2', '3 4', '5']);
  });

  test('gathers records for a batch until it is full', async () => {
    const fn = await functionOf(handler());
    await map(fn, { batchSize: 3, gatherMs: MINUTE });
    await putAll(1, 2, 3);
    await until('the batch', () => batchesOf(fn).length > 0);
    expect(batchesOf(fn)).toEqual(['1 2 3']);
  });

  test.each([
    ['throws', `throw new Error('all of it')`],
    ['names a record that it was not given', `return { batchItemFailures: [{ itemIdentifier: '1x' }] }`],
    ['ends its process', 'process.exit(1)'],
  ])('hands a batch on again when the function %s, and nothing behind it before', async (_, statement) => {
    const FAILED = join(world.directory, 'failed');
    const fn = await functionOf(
      `import { existsSync, writeFileSync } from 'node:fs';
       ${handler(`if (!existsSync(process.env.FAILED)) { writeFileSync(process.env.FAILED, ''); ${statement}; }`)}`,
      { environment: { FAILED } },
    );
    await putAll(1, 2, 3);
    await map(fn, { batchSize: 2 });
    await until('all', () => batchesOf(fn).length === 3);
    expect(batchesOf(fn)).toEqual(['1 2', '1 2', '3']);
  });

  test('continues at the lowest record that the function calls failed', async () => {
    const fn = await functionOf(handler('if (tries.get(1) === 1 && !tries.has(2)) return failed(4, 2);'));
    await putAll(1, 2, 3, 4, 5);
    await map(fn);
    await until('the rest', () => batchesOf(fn).length === 2);
    expect(batchesOf(fn)).toEqual(['1 2 3 4 5', '2 3 4 5']);
  });

  test('halves a batch that failed until the record that fails is alone, and stays there until it succeeds', async () => {
    const fn = await functionOf(
      handler(
        `if (numbers.includes(3) && !(numbers.length === 1 && tries.get(3) > 3)) throw new Error('no 3');`,
      ),
    );
    await putAll(1, 2, 3, 4, 5);
    await map(fn, { bisect: true });
    await until('all', () => batchesOf(fn).at(-1) === '4 5');
    expect(batchesOf(fn)).toEqual(['1 2 3 4 5', '1 2 3', '1 2', ...Array(4).fill('3'), '4 5']);
  });

  test('discards what failed as often as the mapping says, and tells the queue of failures', async () => {
    const fn = await functionOf(handler(`if (numbers.includes(2)) throw new Error('no 2');`));
    await putAll(1, 2, 3);
    const told: [string, string][] = [];
    const { log } = await map(
      fn,
      { batchSize: 1, retriesMax: 2, onFailure: 'arn:aws:sqs:us-east-1:000000000000:failures' },
      { discard: async (...message) => void told.push(message) },
    );
    await until('the last', () => batchesOf(fn).at(-1) === '3');
    expect(batchesOf(fn)).toEqual(['1', '2', '2', '2', '3']);
    expect(told).toHaveLength(1);
    expect(told[0]?.[0]).toBe('arn:aws:sqs:us-east-1:000000000000:failures');
    const [, second] = await recordsOf(world);
    expect(JSON.parse(told[0]?.[1] ?? '')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      DDBStreamBatchInfo: { batchSize: 1, startSequenceNumber: second?.dynamodb?.SequenceNumber },
    });
    expect(log).toEqual([expect.stringContaining('1 records of')]);
  });

  test('discards records that are older than the mapping says', async () => {
    const fn = await functionOf(handler());
    await putAll(1);
    const began = Date.now();
    await until('the record to be old', () => Date.now() - began > 2 * SECOND);
    const { log } = await map(fn, { ageMaxMs: SECOND * 1.5 });
    await until('a discarded record', () => log.some((line) => line.includes('RecordAgeExceeded')));
    await put(2);
    await until('the next', () => batchesOf(fn).length === 1);
    expect(batchesOf(fn)).toEqual(['2']);
  });

  test('carries the state of a tumbling window through its batches, and tells when it is over', async () => {
    const fn = await functionOf(
      `export const handler = async (event) => {
         console.log(JSON.stringify({ ...event, Records: event.Records.length }));
         return { state: { count: (event.state.count ?? 0) + event.Records.length } }; };`,
    );
    await putAll(1, 2);
    await map(fn, { batchSize: 1, tumblingMs: 2 * SECOND });
    const events = () => fn.lines.map(({ line }) => JSON.parse(line));
    await until('the end of the window', () => events().some((event) => event.isFinalInvokeForWindow));
    await put(3);
    await until('another window', () =>
      events().some((event) => event.window.start > events()[0].window.start && event.Records === 1),
    );
    const last = events().findIndex((event) => event.isFinalInvokeForWindow);
    const window = events()[last].window;
    expect(Date.parse(window.end) - Date.parse(window.start)).toBe(2 * SECOND);
    const inWindow = events().slice(0, last + 1);
    expect(inWindow.at(-1)).toMatchObject({ Records: 0, state: { count: last } });
    expect(inWindow.map(({ state }) => state.count ?? 0)).toEqual(inWindow.map((_, index) => index));
    expect(
      inWindow.every(({ shardId, eventSourceARN }) => shardId && eventSourceARN.includes('/stream/')),
    ).toBe(true);
    expect(events()[last + 1]).toMatchObject({ Records: 1, state: {}, isFinalInvokeForWindow: false });
  });

  test('continues behind what was done when it is started again, also with records written meanwhile', async () => {
    const fn = await functionOf(handler());
    const first = await map(fn, { startingPosition: 'LATEST' });
    await first.stop();
    await putAll(1, 2);
    const second = await map(fn, { startingPosition: 'LATEST' });
    await until('the first two', () => batchesOf(fn).join(' ') === '1 2');
    await second.stop();
    await put(3);
    await map(fn, { startingPosition: 'LATEST' });
    await until('the third', () => batchesOf(fn).at(-1) === '3');
    expect(batchesOf(fn).join(' ')).toBe('1 2 3');
  });

  test('begins at the latest record where it is told to', async () => {
    const fn = await functionOf(handler());
    await putAll(1, 2);
    await map(fn, { startingPosition: 'LATEST' });
    await put(3);
    await until('the third', () => batchesOf(fn).length === 1);
    expect(batchesOf(fn)).toEqual(['3']);
  });

  test('hands a batch on again whose function was at work when it was stopped', async () => {
    const hanging = await functionOf(handler('await new Promise(() => setInterval(() => {}, 1000));'));
    await put(1);
    const bounded = { retriesMax: 0 };
    const first = await map(hanging, bounded);
    await until('the batch', () => batchesOf(hanging).length === 1);
    const stopped = first.stop();
    await hanging.stop();
    await stopped;
    expect(first.log).toEqual([]);
    const fn = await functionOf(handler());
    await map(fn, bounded);
    await until('the batch again', () => batchesOf(fn).length === 1);
    expect(batchesOf(fn)).toEqual(['1']);
  });

  test('tells that the stream cannot be read, looks again, and can be stopped meanwhile', async () => {
    const fn = await functionOf(handler());
    const source = await map(fn);
    await world.close();
    await until('two failed looks', () => source.log.length === 2);
    expect(source.log[1]).toContain(
      'Cannot read the stream arn:aws:dynamodb:us-east-1:000000000000:table/orders',
    );
    await source.stop();
  });

  test('with chaos, cuts and repeats batches, and yet every record comes first in its order', async () => {
    const fn = await functionOf(handler());
    const all = Array.from({ length: 60 }, (_, index) => index + 1);
    await putAll(...all);
    let drawn = 7;
    const chaos = () => {
      drawn = (drawn * 48_271) % 2_147_483_647;
      return drawn / 2_147_483_647;
    };
    await map(fn, { batchSize: 20 }, { chaos });
    const arrived = () => batchesOf(fn).flatMap((batch) => batch.split(' ').map(Number));
    await until('all', () => new Set(arrived()).size === 60);
    expect([...new Set(arrived())]).toEqual(all);
    expect(arrived().length).toBeGreaterThan(60);
    expect(batchesOf(fn).length).toBeGreaterThan(3);
  });

  test('is refused for a table without a stream', async () => {
    await createTable(world.endpoint, 'plain', { ...streamTable(), StreamSpecification: undefined });
    const fn = await functionOf(handler());
    await expect(map(fn, { tableName: 'plain' })).rejects.toThrow('the table plain has no stream');
  });
});

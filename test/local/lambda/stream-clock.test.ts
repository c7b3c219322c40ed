import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { Pace } from '../../../local/clock/pace.ts';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';
import { streamMapping } from '../../../local/lambda/stream-mapping.ts';
import { startStreamSource } from '../../../local/lambda/stream-source.ts';
import { STREAM_ENGINES, STREAM_TABLE, startStreamWorld } from '../../conformance/stream-table.ts';
import { cleanUp, functionOf, onCleanUp } from './bundle.ts';

afterEach(cleanUp);

const PRINT = `console.log('batch ' + event.Records.map((r) => r.dynamodb.NewImage.n.N).join(' ') + ' ' + Date.now());`;

describe.each(STREAM_ENGINES)('a clock that is advanced, over the %s engine,', (_kind, start) => {
  async function open(code: string) {
    const directory = await mkdtemp(join(tmpdir(), 'checkpoints-'));
    onCleanUp(() => rm(directory, { recursive: true, force: true }));
    const world = await startStreamWorld(start);
    onCleanUp(() => world.stop());
    const clock = new VirtualClock(0, () => undefined);
    onCleanUp(async () => clock.stop());
    const fn = await functionOf(`export const handler = async (event) => { ${PRINT} ${code} };`, { clock });
    const mapping = streamMapping('Mapping', {
      EventSourceArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${STREAM_TABLE}/stream/local`,
      FunctionName: 'probe',
      StartingPosition: 'TRIM_HORIZON',
      MaximumBatchingWindowInSeconds: 60,
    });
    const { endpoint } = world;
    const backoffMs = { first: 10 * MINUTE, most: 10 * MINUTE };
    const log = () => undefined;
    const source = await startStreamSource({
      mapping,
      function: fn,
      endpoint,
      directory,
      log,
      clock,
      backoffMs,
    });
    onCleanUp(() => source.stop(0));
    const pace = new Pace({ clock, speed: 1, isWaiting: () => source.isBehind() });
    onCleanUp(() => pace.stop());
    /** Writes as a function does, whose work the clock is told. */
    const put = async (n: number) => {
      const over = clock.begin();
      const Item = { pk: { S: 'a' }, sk: { S: 'ROW' }, n: { N: String(n) } };
      await world.table.send(new PutItemCommand({ TableName: STREAM_TABLE, Item })).finally(over);
    };
    const batches = () =>
      fn.lines.flatMap(({ line }) => {
        const [word, n, at] = line.split(' ');
        return word === 'batch' ? [{ n: Number(n), at: Number(at) }] : [];
      });
    return { clock, pace, put, batches };
  }

  test('waits for the records that were written before it moves, and again for those written on the way', async () => {
    const { clock, pace, put, batches } = await open('');
    const began = clock.now();
    await put(1);
    const written: Promise<void>[] = [];
    clock.after(HOUR, () => written.push(put(2)));
    await pace.advanceTo(began + 5 * HOUR);
    expect(batches().map(({ n }) => n)).toEqual([1, 2]);
    expect((batches()[0]?.at ?? 0) - began).toBeLessThan(HOUR);
    expect((batches()[1]?.at ?? 0) - began).toBeGreaterThanOrEqual(HOUR);
    expect((batches()[1]?.at ?? 0) - began).toBeLessThan(5 * HOUR);
    await Promise.all(written);
  });

  test('is not held up by a function that fails, whose next try is a due moment', async () => {
    const { clock, pace, put, batches } = await open(`throw new Error('always');`);
    const began = clock.now();
    await put(1);
    await pace.advanceTo(began + HOUR);
    const tries = batches().map(({ at }) => Math.round((at - began) / (10 * MINUTE)));
    expect(tries).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('lets a function sleep by it that is at work on a batch', async () => {
    const { clock, pace, put, batches } = await open(
      `const { setTimeout: sleep } = await import('node:timers/promises'); await sleep(${HOUR}); console.log('batch 0 ' + Date.now());`,
    );
    const began = clock.now();
    await put(1);
    await pace.advanceTo(began + 2 * HOUR);
    expect(batches().map(({ n, at }) => [n, Math.round((at - began) / HOUR)])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});

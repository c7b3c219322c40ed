import type { S3Storage } from '../../../contract/resources/storage.ts';
import { Deferral } from '../../../core/errors/run-error.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { openBucket } from '../../../namespaces/storage/s3/bucket.ts';
import { copy } from '../../../namespaces/storage/s3/copy.ts';
import { type StandIn, startFauxqs, useEndpoint } from '../shared/aws-stand-in.ts';
import { runContext } from '../shared/run-context.ts';
import { TestBucket } from './bucket.ts';
import { startSmallParts } from './small-parts.ts';

const KB = 1024;
const files: S3Storage = { provider: 's3', bucket: 'large', prefix: 'jobs/' };
/** Parts so small that a test can fill them: 20 of them are three rounds of eight. */
const sizes = { largestAtOnce: KB, partBytes: KB };

let cloud: StandIn;
let door: Awaited<ReturnType<typeof startSmallParts>>;
let bucket: TestBucket;

beforeAll(async () => {
  cloud = await startFauxqs();
  bucket = new TestBucket(cloud.endpoint, 'large');
  door = await startSmallParts(cloud.endpoint);
  useEndpoint(door.endpoint);
  await bucket.create();
});
afterAll(async () => {
  await door.close();
  await cloud.close();
});

const textOf = (letter: string) => letter.repeat(10 * KB) + letter.toUpperCase().repeat(10 * KB - 5);

/** Copies from → to; `late` makes every look at the time find half of it over. */
async function attempt(context: RunContext, late: boolean, from = 'from', to = 'to') {
  const opened = await openBucket(files, context);
  return await copy({ ...opened, leaveAt: late ? 0 : Number.POSITIVE_INFINITY }, { from, to }, sizes);
}

/** Attempts until nothing is left to go on with; how often it was put aside. */
async function copyInTurns(context: RunContext): Promise<number> {
  for (let asides = 0; asides < 10; asides += 1) {
    const outcome = await attempt(context, true).catch((error: unknown) => error);
    if (!(outcome instanceof Deferral)) {
      if (outcome instanceof Error) throw outcome;
      return asides;
    }
  }
  throw new Error('It is put aside for ever.');
}

describe('a copy in parts', () => {
  test('It is the same file with the same type and metadata.', async () => {
    await bucket.put('jobs/from', textOf('a'), { ContentType: 'text/weird', Metadata: { scope: 'eva' } });
    expect(await attempt(runContext(), false)).toEqual({ from: 'from', to: 'to' });
    const copied = await bucket.get('jobs/to');
    expect(copied.text === textOf('a')).toBe(true);
    expect(copied).toMatchObject({ type: 'text/weird', metadata: { scope: 'eva' } });
    expect(door.uploads.size).toBe(0);
  });

  test('It continues where it was put aside, with the parts it has.', async () => {
    await bucket.put('jobs/from', textOf('b'));
    expect(await copyInTurns(runContext())).toBe(2);
    expect((await bucket.get('jobs/to')).text === textOf('b')).toBe(true);
    expect(door.uploads.size).toBe(0);
  });

  test('It begins anew when its source was changed while it was put aside, and leaves no parts.', async () => {
    const context = runContext();
    await bucket.put('jobs/from', textOf('c'));
    await expect(attempt(context, true)).rejects.toThrow(Deferral);
    await bucket.put('jobs/from', textOf('d'));
    await attempt(context, false);
    expect((await bucket.get('jobs/to')).text === textOf('d')).toBe(true);
    expect(door.uploads.size).toBe(0);
  });

  test('It begins anew when the upload was ended by others meanwhile.', async () => {
    const context = runContext();
    await bucket.put('jobs/from', textOf('e'));
    await expect(attempt(context, true)).rejects.toThrow(Deferral);
    door.uploads.clear();
    await attempt(context, false);
    expect((await bucket.get('jobs/to')).text === textOf('e')).toBe(true);
  });

  test('A source that changes while it is copied fails the run with CONFLICT, and no part is left.', async () => {
    await bucket.put('jobs/from', textOf('e'));
    const opened = await openBucket(files, runContext());
    const copying = copy(
      {
        ...opened,
        get leaveAt() {
          void bucket.put('jobs/from', textOf('x'));
          return Number.POSITIVE_INFINITY;
        },
      },
      { from: 'from', to: 'to' },
      sizes,
    );
    await expect(copying).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(door.uploads.size).toBe(0);
  });

  test('What is noted of one bucket is not taken for another.', async () => {
    const context = runContext();
    await expect(attempt(context, true)).rejects.toThrow(Deferral);
    const other = { ...files, prefix: 'other/' };
    await bucket.put('other/from', textOf('f'));
    const opened = await openBucket(other, context);
    await copy({ ...opened, leaveAt: Number.POSITIVE_INFINITY }, { from: 'from', to: 'to' }, sizes);
    expect((await bucket.get('other/to')).text === textOf('f')).toBe(true);
  });
});

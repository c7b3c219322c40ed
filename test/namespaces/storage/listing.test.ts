import type { S3Storage } from '../../../contract/resources/storage.ts';
import { resolveNamed } from '../../../core/config/apply-preset.ts';
import { Deferral } from '../../../core/errors/run-error.ts';
import { Redactor } from '../../../core/input/redactor.ts';
import { HOUR } from '../../../core/time/units.ts';
import { boundResult } from '../../../lambdas/executor/bound-result.ts';
import { run } from '../../../namespaces/storage/run.ts';
import { type StandIn, startFauxqs } from '../shared/aws-stand-in.ts';
import { memoryProgress, runContext } from '../shared/run-context.ts';
import { failure } from '../shared/run-failure.ts';
import { perform, TestBucket } from './bucket.ts';

const temp: S3Storage = {
  provider: 's3',
  bucket: 'temp',
  prefix: 'jobs/',
  events: { cleanup_temp: { operation: 'cleanup', input: { prefix: 'preset/', patterns: ['*.tmp'] } } },
};

interface Page {
  files: { fileName: string; size: number; lastModified: number }[];
  continuationToken?: string;
}

let cloud: StandIn;
let bucket: TestBucket;

beforeAll(async () => {
  cloud = await startFauxqs();
  bucket = new TestBucket(cloud.endpoint, 'temp');
  await bucket.create();
});
afterAll(() => cloud.close());

/** The context of a run that was due that long after now. */
const later = (ms: number) => runContext({ overrides: { occurrence: Date.now() + ms } });

async function list(input: Record<string, unknown>): Promise<Page> {
  return (await perform(temp, 'listFiles', input)) as Page;
}

describe('listFiles', () => {
  let began: number;
  beforeAll(async () => {
    // S3 tells whole seconds.
    began = Math.floor(Date.now() / 1000) * 1000;
    await bucket.put('jobs/', '');
    for (const name of ['list/a', 'list/b c', 'list/ü&<']) await bucket.put(`jobs/${name}`, 'four');
    await bucket.put('other/list/hidden');
  });

  test('Names are relative to the prefix, and nothing outside it is seen.', async () => {
    const { files } = await list({ prefix: 'list/' });
    expect(files.map(({ fileName, size }) => [fileName, size])).toEqual([
      ['list/a', 4],
      ['list/b c', 4],
      ['list/ü&<', 4],
    ]);
    for (const { lastModified } of files) {
      expect(lastModified).toBeGreaterThanOrEqual(began);
      expect(lastModified).toBeLessThanOrEqual(Date.now());
    }
  });

  test('The marker of the prefix itself is not a file.', async () => {
    expect((await list({})).files.map(({ fileName }) => fileName)).not.toContain('');
  });

  test('A limit cuts the list, and the token continues from there.', async () => {
    const first = await list({ prefix: 'list/', limit: 2 });
    expect(first.files).toHaveLength(2);
    const rest = await list({ prefix: 'list/', limit: 2, continuationToken: first.continuationToken });
    expect(rest.files.map(({ fileName }) => fileName)).toEqual(['list/ü&<']);
    expect(rest).not.toHaveProperty('continuationToken');
  });
});

describe('listFiles of long names', () => {
  const COUNT = 150;
  const nameOf = (n: number) => `long/${String(n).padStart(3, '0')}${'"'.repeat(900)}`;

  test('A page is as long as a result can hold, and the token continues from there.', async () => {
    for (let n = 0; n < COUNT; n++) await bucket.put(`jobs/${nameOf(n)}`);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await list({ prefix: 'long/', limit: 1000, ...(token && { continuationToken: token }) });
      expect(boundResult(page, new Redactor())).toEqual(page);
      seen.push(...page.files.map(({ fileName }) => fileName));
      token = page.continuationToken;
    } while (token);
    expect(seen).toEqual(Array.from({ length: COUNT }, (_, n) => nameOf(n)));
  });
});

describe('pages of a thousand', () => {
  const COUNT = 2105;
  const putMany = async (from: number, to: number) => {
    const names = Array.from({ length: to - from }, (_, i) => `${String(from + i).padStart(5, '0')}.tmp`);
    await Promise.all(names.map((name) => bucket.put(`jobs/many/${name}`, 'abc')));
  };

  beforeAll(async () => {
    for (let from = 0; from < COUNT; from += 50) await putMany(from, Math.min(COUNT, from + 50));
    await bucket.put('jobs/many/00000.keep', 'abc');
  });

  test('stats counts all of them.', async () => {
    expect(await perform(temp, 'stats', { prefix: 'many/' })).toEqual({
      count: COUNT + 1,
      bytes: (COUNT + 1) * 3,
      newest: { fileName: expect.stringMatching(/^many\//), size: 3, lastModified: expect.any(Number) },
    });
  });

  /** Calls it as the executor does, each time with no time left after the first page; tells how often it was put aside. */
  async function comingBack(operation: 'stats' | 'cleanup', input: Record<string, unknown>, at: number) {
    const progress = memoryProgress();
    for (let aside = 0; ; aside++) {
      const overrides = { occurrence: at, timeout: 0, progress };
      try {
        return { aside, result: await perform(temp, operation, input, runContext({ overrides })) };
      } catch (error) {
        if (!(error instanceof Deferral)) throw error;
      }
    }
  }

  test('stats continues where it was when its time was over.', async () => {
    const { aside, result } = await comingBack('stats', { prefix: 'many/' }, 0);
    expect(aside).toBe(2);
    expect(result).toEqual(await perform(temp, 'stats', { prefix: 'many/' }));
  });

  test('What was noted of another bucket is not gone on with.', async () => {
    const progress = memoryProgress();
    const attempt = (timeout: number) => runContext({ overrides: { timeout, progress } });
    await expect(perform(temp, 'stats', { prefix: 'many/' }, attempt(0))).rejects.toThrow(Deferral);
    const moved: S3Storage = { ...temp, prefix: 'jobs/many/' };
    expect(await perform(moved, 'stats', {}, attempt(10_000))).toMatchObject({ count: COUNT + 1 });
  });

  test('cleanup deletes what it looked at before it is put aside, and counts over all its times.', async () => {
    const at = Date.now() + HOUR + 60_000;
    const input = { prefix: 'many/', patterns: ['?0*.tmp', '?1*.tmp'], olderThanHours: 1 };
    const { aside, result } = await comingBack('cleanup', input, at);
    expect(aside).toBe(2);
    expect(result).toEqual({ deleted: 2000, scanned: COUNT + 1, bytes: 6000 });
    for (let from = 0; from < 2000; from += 50) await putMany(from, from + 50);
  });

  test('cleanup deletes all of them, and nothing else.', async () => {
    const input = { prefix: 'many/', patterns: ['*.tmp'], olderThanHours: 1 };
    expect(await perform(temp, 'cleanup', input, later(HOUR + 60_000))).toEqual({
      deleted: COUNT,
      scanned: COUNT + 1,
      bytes: COUNT * 3,
    });
    expect(await bucket.keys('jobs/many/')).toEqual(['jobs/many/00000.keep']);
  });
});

describe('stats', () => {
  test('Of nothing there is no newest.', async () => {
    expect(await perform(temp, 'stats', { prefix: 'nothing/' })).toEqual({ count: 0, bytes: 0 });
  });
});

describe('cleanup', () => {
  test('Base names are compared with each pattern.', async () => {
    const kept = ['a.txt', 'x.tmp/inner.txt', 'my_upload_1', '!keep', 'folder.tmp/'];
    const gone = ['deep/er/b.tmp', 'c.temp', 'upload_1', '.hidden.tmp', '#1.tmp', 'ü.tmp'];
    for (const name of [...kept, ...gone]) await bucket.put(`jobs/match/${name}`);
    const input = { prefix: 'match/', patterns: ['*.{tmp,temp}', 'upload_*'], olderThanHours: 24 };
    expect(await perform(temp, 'cleanup', input, later(25 * HOUR))).toEqual({
      deleted: gone.length,
      scanned: kept.length + gone.length,
      bytes: gone.length,
    });
    expect(await bucket.keys('jobs/match/')).toEqual(kept.map((name) => `jobs/match/${name}`).sort());
  });

  test('A file that is exactly as old stays, one that is older goes.', async () => {
    await bucket.put('jobs/age/a.tmp');
    const [file] = (await list({ prefix: 'age/' })).files;
    const input = { prefix: 'age/', patterns: ['*'], olderThanHours: 24 };
    const at = (age: number) => runContext({ overrides: { occurrence: (file?.lastModified ?? 0) + age } });
    expect(await perform(temp, 'cleanup', input, at(24 * HOUR))).toMatchObject({ deleted: 0, scanned: 1 });
    expect(await perform(temp, 'cleanup', input, at(24 * HOUR + 1))).toMatchObject({ deleted: 1 });
  });

  test('A named event brings its preset, which the input overrides.', async () => {
    for (const name of ['preset/a.tmp', 'preset/a.log', 'beyond/a.tmp']) await bucket.put(`jobs/${name}`);
    const event = (input: Record<string, unknown>) =>
      run(
        {
          resource: temp,
          ...resolveNamed({ target: { resource: 'temp', event: 'cleanup_temp' }, input }, temp),
        },
        later(2 * HOUR),
      );
    expect((await failure(event({}))).message).toContain('input.olderThanHours: required');
    expect(await event({ olderThanHours: 1 })).toMatchObject({ deleted: 1, scanned: 2 });
    expect(await event({ olderThanHours: 1, patterns: ['*.log'] })).toMatchObject({ deleted: 1, scanned: 1 });
    expect(await bucket.keys('jobs/beyond/')).toEqual(['jobs/beyond/a.tmp']);
  });

  test('A pattern made to be slow is not.', async () => {
    await bucket.put(`jobs/slow/${'a'.repeat(900)}`);
    const input = { prefix: 'slow/', patterns: [`${'*a'.repeat(100)}b`], olderThanHours: 0 };
    expect(await perform(temp, 'cleanup', input, later(HOUR))).toMatchObject({ deleted: 0, scanned: 1 });
  });

  test.each(['a/b', '!a', '[a', ''])(
    'The pattern %j deletes nothing and is VALIDATION_ERROR.',
    async (pattern) => {
      await bucket.put('jobs/bad/a');
      const input = { prefix: 'bad/', patterns: ['*', pattern], olderThanHours: 0 };
      expect((await failure(perform(temp, 'cleanup', input, later(HOUR)))).code).toBe('VALIDATION_ERROR');
      expect(await bucket.keys('jobs/bad/')).toEqual(['jobs/bad/a']);
    },
  );
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClockFile } from '../../local/clock/clock-file.ts';
import { openDataDirectory } from '../../local/data-directory.ts';
import { StreamLog } from '../../local/engines/stream-log.ts';
import { generatedSecrets } from '../../local/generated-secrets.ts';
import { openDatabase } from '../../local/scheduler/database.ts';

describe('a damaged file of a data directory is named by the start that meets it', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'damaged-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });
  const write = (name: string, text: string) => writeFile(join(directory, name), text);
  const damaged = (name: string) => `${join(directory, name)} is damaged (`;

  test.each(['', '{', '[]', '{"offset":"1"}', '{"offset":1}'])(
    'the clock with the content %j',
    async (text) => {
      await write('clock.json', text);
      expect(() => new ClockFile(directory).read()).toThrow(damaged('clock.json'));
    },
  );

  test.each(['', '{', '[]', '{"key":1}'])('the secrets with the content %j', async (text) => {
    await write('secrets.json', text);
    await expect(generatedSecrets(directory, ['key'])).rejects.toThrow(damaged('secrets.json'));
  });

  test.each(['', '{', '[]', '{"format":"1"}'])('the format with the content %j', async (text) => {
    await write('lock.sqlite', '');
    await write('format.json', text);
    await expect(openDataDirectory(directory)).rejects.toThrow(damaged('format.json'));
  });

  test('a clock that cannot be read', async () => {
    await mkdir(join(directory, 'clock.json'));
    expect(() => new ClockFile(directory).read()).toThrow(damaged('clock.json'));
  });

  test('the schedules', async () => {
    await write('scheduler.db', 'x'.repeat(5000));
    expect(() => openDatabase(join(directory, 'scheduler.db'))).toThrow(damaged('scheduler.db'));
  });

  test('the streams', async () => {
    await write('streams.db', 'x'.repeat(5000));
    expect(() => new StreamLog(join(directory, 'streams.db'))).toThrow(damaged('streams.db'));
  });
});

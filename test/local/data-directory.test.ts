import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DataDirectoryError,
  DataFormatError,
  DataInUseError,
  FORMAT,
  openDataDirectory,
} from '../../local/data-directory.ts';

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('a data directory', () => {
  const before = process.umask();
  let site: string;
  beforeEach(async () => {
    process.umask(0o022);
    site = await mkdtemp(join(tmpdir(), 'data-directory-'));
  });
  afterEach(async () => {
    process.umask(before);
    await rm(site, { recursive: true, force: true });
  });

  test('is made for its scope only, also below directories that are not there yet', async () => {
    const { path, release } = await openDataDirectory(join(site, 'a', 'data'));
    release();
    expect(await modeOf(path)).toBe('700');
    expect(await modeOf(join(path, 'lock.sqlite'))).toBe('600');
  });

  test('is an empty directory, which is closed to others', async () => {
    const path = join(site, 'data');
    await mkdir(path);
    (await openDataDirectory(path)).release();
    expect(await modeOf(path)).toBe('700');
  });

  test('is known again, is closed again, and keeps the modes of what is in it', async () => {
    const path = join(site, 'data');
    (await openDataDirectory(path)).release();
    process.umask(0o022);
    await mkdir(join(path, 'of-the-scope'));
    await writeFile(join(path, 'of-the-scope', 'script'), '', { mode: 0o755 });
    await chmod(path, 0o755);
    (await openDataDirectory(path)).release();
    expect(await modeOf(path)).toBe('700');
    expect(await modeOf(join(path, 'of-the-scope'))).toBe('755');
    expect(await modeOf(join(path, 'of-the-scope', 'script'))).toBe('755');
  });

  test('is not a directory with other files, in which nothing is changed', async () => {
    const path = join(site, 'clone');
    await mkdir(join(path, 'src'), { recursive: true });
    await expect(openDataDirectory(path)).rejects.toThrow(DataDirectoryError);
    await expect(openDataDirectory(path)).rejects.toThrow(`${path} holds other files`);
    expect([await modeOf(path), await modeOf(join(path, 'src'))]).toEqual(['755', '755']);
    await expect(stat(join(path, 'lock.sqlite'))).rejects.toThrow('ENOENT');
  });

  test.each(['file', 'file/below'])('is not %s, which is named in the refusal', async (name) => {
    await writeFile(join(site, 'file'), '');
    await expect(openDataDirectory(join(site, name))).rejects.toThrow(DataDirectoryError);
    await expect(openDataDirectory(join(site, name))).rejects.toThrow(join(site, name));
  });

  test('may be named by a symbolic link, which is followed', async () => {
    await mkdir(join(site, 'real'));
    await symlink('real', join(site, 'link'));
    const { path, release } = await openDataDirectory(join(site, 'link'));
    release();
    expect(path).toBe(await realpath(join(site, 'real')));
    expect(await modeOf(path)).toBe('700');
  });

  test('is not a symbolic link to nothing', async () => {
    await symlink('nowhere', join(site, 'link'));
    await expect(openDataDirectory(join(site, 'link'))).rejects.toThrow('symbolic link to nothing');
  });

  test('with a damaged lock names that file', async () => {
    const path = join(site, 'data');
    await mkdir(path);
    await writeFile(join(path, 'lock.sqlite'), 'x'.repeat(5000));
    await expect(openDataDirectory(path)).rejects.toThrow(`${join(path, 'lock.sqlite')} is damaged`);
  });

  test('says its format from the first start on, also where that start was killed early', async () => {
    const path = join(site, 'data');
    await mkdir(path);
    for (const name of ['lock.sqlite', 'lock.sqlite-journal', 'format.json.new']) {
      await writeFile(join(path, name), '');
    }
    (await openDataDirectory(path)).release();
    expect(JSON.parse(await readFile(join(path, 'format.json'), 'utf8'))).toEqual({ format: FORMAT });
    (await openDataDirectory(path)).release();
  });

  test.each([
    ['an earlier format', undefined],
    [`format ${FORMAT + 1}`, FORMAT + 1],
    ['format 0', 0],
  ])('with data of %s is refused with what to do, and nothing in it is changed', async (what, format) => {
    const path = join(site, 'data');
    await mkdir(path);
    await chmod(path, 0o755);
    await writeFile(join(path, 'lock.sqlite'), '');
    await writeFile(join(path, 'scheduler.db'), 'schedules');
    if (format !== undefined) await writeFile(join(path, 'format.json'), JSON.stringify({ format }));
    const before = await readdir(path);
    const refused = openDataDirectory(path);
    await expect(refused).rejects.toThrow(DataFormatError);
    await expect(refused).rejects.toThrow(
      `${path} holds data of ${what}, and this version reads format ${FORMAT} only: begin with another --data`,
    );
    expect([await modeOf(path), await readdir(path)]).toEqual(['755', before]);
    expect(await readFile(join(path, 'lock.sqlite'), 'utf8')).toBe('');
  });

  test('is held by one process at a time', async () => {
    const first = await openDataDirectory(join(site, 'data'));
    await expect(openDataDirectory(join(site, 'data'))).rejects.toThrow(DataInUseError);
    first.release();
    (await openDataDirectory(join(site, 'data'))).release();
  });
});

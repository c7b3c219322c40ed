import { chmod, mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectoryError, DataInUseError, openDataDirectory } from '../../local/data-directory.ts';

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

  test('is made for its owner only, also below directories that are not there yet', async () => {
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
    await mkdir(join(path, 'of-the-owner'));
    await writeFile(join(path, 'of-the-owner', 'script'), '', { mode: 0o755 });
    await chmod(path, 0o755);
    (await openDataDirectory(path)).release();
    expect(await modeOf(path)).toBe('700');
    expect(await modeOf(join(path, 'of-the-owner'))).toBe('755');
    expect(await modeOf(join(path, 'of-the-owner', 'script'))).toBe('755');
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

  test('is held by one process at a time', async () => {
    const first = await openDataDirectory(join(site, 'data'));
    await expect(openDataDirectory(join(site, 'data'))).rejects.toThrow(DataInUseError);
    first.release();
    (await openDataDirectory(join(site, 'data'))).release();
  });
});

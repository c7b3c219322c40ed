import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatedSecrets } from '../../local/generated-secrets.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('secrets that are made up', () => {
  test('are long, unlike each other, the same at the next start, and no other account may read them', async () => {
    const { a, b } = await generatedSecrets(directory, ['a', 'b']);
    expect(a?.length).toBe(64);
    expect(a).not.toBe(b);
    expect(await generatedSecrets(directory, ['a', 'b', 'c'])).toMatchObject({ a, b, c: expect.any(String) });
    expect((await stat(join(directory, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  test('are not made up anew when they cannot be read', async () => {
    await writeFile(join(directory, 'secrets.json'), '{"a":');
    await expect(generatedSecrets(directory, ['a'])).rejects.toThrow(/secrets\.json is damaged/);
  });
});

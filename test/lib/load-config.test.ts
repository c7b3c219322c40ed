import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../bin/load-config.ts';

describe('the config file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ductape-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  test('may be a module with a default export', async () => {
    expect(await loadConfig(file('a.mjs', 'export default { products: {} };'))).toEqual({ products: {} });
  });

  test('may be JSON', async () => {
    expect(await loadConfig(file('a.json', '{"products":{"shop":{"envs":{}}}}'))).toEqual({
      products: { shop: { envs: {} } },
    });
  });

  test.each([
    ['nothing.mjs', undefined, 'Cannot find module'],
    ['named.mjs', 'export const config = {};', 'it has no default export'],
    ['broken.json', '{', 'JSON'],
  ])('%s is refused by name, with the reason', async (name, text, reason) => {
    const path = text === undefined ? join(folder, name) : file(name, text);
    const refused = expect(loadConfig(path)).rejects;
    await refused.toThrow(`Cannot read the config from ${path}: `);
    await expect(loadConfig(path)).rejects.toThrow(reason);
  });
});

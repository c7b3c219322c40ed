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

  test.each([
    ['twice.json', '{\n "a": {"x": 1,\n  "x": 2}}'],
    ['twice.mjs', 'export default {\n a: { x: 1,\n  x: 2 } };'],
    ['twice.ts', 'const a: unknown = 1;\nexport default { x: a,\n  "x": 2 };'],
  ])('%s is refused, with both places of the name that stands twice', async (name, text) => {
    await expect(loadConfig(file(name, text))).rejects.toThrow(
      new RegExp(`"x" stands twice in one object: at \\S*${name}, line 3, and before at line 2`),
    );
  });

  test('is refused for a name that stands twice in a module that it imports', async () => {
    file('part.mjs', 'export const part = {\n  x: 1,\n  x: 2 };');
    const path = file('whole.mjs', "import { part } from './part.mjs';\nexport default { part };");
    await expect(loadConfig(path)).rejects.toThrow(/"x" stands twice in one object: at \S*part\.mjs, line 3/);
  });
});

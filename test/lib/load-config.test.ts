import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    ['nothing.mjs', undefined, 'there is no such file; `npx ductape init` writes a first one'],
    ['named.mjs', 'export const config = {};', 'it has no default export'],
    ['broken.json', '{', 'JSON'],
    ['broken.ts', 'export default {\n  products: { } ;', 'line 2, column 17'],
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

  test('that Node takes for CommonJS is refused with what to do, which works', () => {
    const own = join(folder, 'common');
    mkdirSync(own);
    writeFileSync(join(own, 'package.json'), '{ "type": "commonjs" }');
    const text = "import { join } from 'node:path';\nexport default { products: { a: join('b') } };";
    for (const name of ['app.config.ts', 'app.config.mts']) writeFileSync(join(own, name), text);
    const load = (name: string) => {
      const program = `import { loadConfig } from './bin/load-config.ts';
        loadConfig(process.argv[1]).then((it) => console.log(it), ({ message }) => console.log(message));`;
      const args = ['--no-warnings', '--input-type=module', '--eval', program, join(own, name)];
      return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim();
    };
    expect(load('app.config.ts')).toBe(
      `Cannot read the config from ${join(own, 'app.config.ts')}: it is written as an ES module, and the nearest package.json ` +
        'has "type": "commonjs": put "type": "module" there, or name the file app.config.mts and say --config app.config.mts',
    );
    expect(load('app.config.mts')).toBe("{ products: { a: 'b' } }");
  });

  test('is refused for a name that stands twice in a module that it imports', async () => {
    file('part.mjs', 'export const part = {\n  x: 1,\n  x: 2 };');
    const path = file('whole.mjs', "import { part } from './part.mjs';\nexport default { part };");
    await expect(loadConfig(path)).rejects.toThrow(/"x" stands twice in one object: at \S*part\.mjs, line 3/);
  });
});

import { citationFaults } from './citations.ts';
import { importFaults } from './imports.ts';
import { linkFaults } from './links.ts';
import type { Fault } from './pages.ts';
import { pathFaults } from './paths.ts';
import { patternFaults } from './patterns.ts';
import { shellFaults } from './shell.ts';
import { wordFaults } from './words.ts';

const PAGES = {
  'docs/contract.md': '# The contract\n\n## 1. One\n\n## 2. Two\n\n```\n## 3. In a block of code\n```\n',
  'docs/decisions/0007-a-run-may-leave.md': '# 7. A run may leave\n',
};

const filesOf = (files: Record<string, string>) => new Map(Object.entries({ ...PAGES, ...files }));
const told = (faults: Fault[]) => faults.map(({ file, line, message }) => `${file}:${line} ${message}`);

describe('citations', () => {
  const faultsOf = (text: string, file = 'core/a.ts') => told(citationFaults(filesOf({ [file]: text })));

  test.each([
    'docs/contract.md, 1',
    'docs/contract.md, 1 and 2',
    'decision 7',
    'Decisions 7',
    'OCPS 1.2, 4.2',
  ])('"%s" is right', (cited) => {
    expect(faultsOf(`/** As it says (${cited}). */`)).toEqual([]);
  });

  test.each([
    ['docs/contract.md, 3', 'docs/contract.md has no section 3.'],
    ['docs/contract.md, 1 and 9', 'docs/contract.md has no section 9.'],
    ['docs/contract.md,\n * 4', 'docs/contract.md has no section 4.'],
    ['docs/contracts.md, 1', 'There is no page docs/contracts.md.'],
    ['decision 8', 'There is no decision 8.'],
    ['decisions 7 and 12', 'There is no decision 12.'],
    [
      'contract: §1',
      'Cite a section as "docs/contract.md, 3" and a decision as "decision 40", not by "contract: ".',
    ],
    [
      'time.md 1',
      'Cite a section as "docs/contract.md, 3" and a decision as "decision 40", not by "time.md".',
    ],
    [
      'docs/decisions/0007',
      'Cite a section as "docs/contract.md, 3" and a decision as "decision 40", not by "docs/decisions/0007".',
    ],
  ])('"%s" is wrong', (cited, message) => {
    expect(faultsOf(`\n/** As it says (${cited}). */`)).toContain(`core/a.ts:2 ${message}`);
  });

  test('of decisions are checked in pages too', () => {
    expect(faultsOf('# A page\n\nSee decision 8.\n', 'docs/a.md')).toEqual([
      'docs/a.md:3 There is no decision 8.',
    ]);
  });
});

describe('links', () => {
  const exists = (path: string) => path in PAGES || path === 'docs/a.md' || path === 'lib';
  const faultsOf = (text: string) => told(linkFaults(filesOf({ 'docs/a.md': text }), exists));

  test.each([
    '[a page](contract.md)',
    '[a heading](contract.md#1-one)',
    '[this page](#the-page)',
    '[a folder](../lib)',
    '[the web](https://example.com/none.md)',
    '```\n[in code](none.md)\n```',
  ])('%s is right', (link) => {
    expect(faultsOf(`# The page\n\n${link}\n`)).toEqual([]);
  });

  test.each([
    ['[a page](none.md)', 'The link to none.md leads to no file.'],
    ['[text in\ntwo lines](../docs/none.md)', 'The link to ../docs/none.md leads to no file.'],
    [
      '[a heading](contract.md#3-in-a-block-of-code)',
      'docs/contract.md has no heading #3-in-a-block-of-code.',
    ],
    ['[this page](#another)', 'docs/a.md has no heading #another.'],
  ])('%s is wrong', (link, message) => {
    expect(faultsOf(`# The page\n\n${link}\n`)).toEqual([`docs/a.md:3 ${message}`]);
  });
});

describe('paths in the backticks of pages', () => {
  const FOLDERS: Record<string, string[]> = {
    '.': ['core', 'docs'],
    core: ['jobs'],
    'core/jobs': ['advance.ts', 'retry-job.ts'],
  };
  const exists = (path: string) => {
    const cut = path.lastIndexOf('/');
    return path in FOLDERS || FOLDERS[path.slice(0, cut)]?.includes(path.slice(cut + 1)) === true;
  };
  const faultsOf = (text: string, file = 'docs/a.md') =>
    told(pathFaults(filesOf({ [file]: text }), exists, (folder) => FOLDERS[folder] ?? []));

  test.each([
    '`core/jobs/advance.ts`',
    '`core/jobs/advance`',
    '`core/jobs/`',
    '`core/jobs/<command>.ts`',
    '`core/jobs/COMMAND.ts`',
    '`npm run jest -- core/jobs/advance`',
    '`application/json`',
    'core/none without backticks',
    '```\n`core/none` in a block of code\n```',
  ])('%s is right', (cited) => {
    expect(faultsOf(`# The page\n\n${cited}\n`)).toEqual([]);
  });

  test.each([
    ['`core/none`', 'There is no core/none.'],
    ['`core/jobs/retry`', 'There is no core/jobs/retry.'],
    ['`core/jobs/advance.md`', 'There is no core/jobs/advance.md.'],
    ['`core/none/<command>.ts`', 'There is no core/none.'],
    ['`npm run jest -- core/none core/jobs`', 'There is no core/none.'],
  ])('%s is wrong', (cited, message) => {
    expect(faultsOf(`# The page\n\n${cited}\n`)).toEqual([`docs/a.md:3 ${message}`]);
  });

  test('may be those of an earlier version in the change log', () => {
    expect(faultsOf('`core/none`\n', 'CHANGELOG.md')).toEqual([]);
  });
});

describe('words', () => {
  const faultsOf = (file: string, text: string) => told(wordFaults(filesOf({ [file]: text })));

  test.each(['README.md', 'docs/a.md', 'docs/decisions/0007-a-run-may-leave.md', 'docs/security/a.md'])(
    'are checked in every page: %s',
    (page) => {
      expect(faultsOf(page, 'Whoever is no\nreader.\n')).toEqual([
        `${page}:1 "is no": write "is not a".`,
        `${page}:1 "Whoever": name the actor.`,
      ]);
    },
  );

  test('are checked in the comments and texts of sources', () => {
    const source =
      "/**\n * An heir that is\n * no reader.\n */\nthrow new Error('A run was given up.');\n// Who reads is told.\n";
    expect(faultsOf('core/a.ts', source)).toEqual([
      'core/a.ts:2 "is no": write "is not a".',
      'core/a.ts:6 "Who": name the actor.',
      'core/a.ts:2 "heir": redelivery.',
      'core/a.ts:5 "run was given up": abandon a run, dead-letter a delivery.',
    ]);
  });

  test('may stand in the change log, which quotes earlier versions', () => {
    expect(faultsOf('CHANGELOG.md', 'An heir.\n')).toEqual([]);
  });

  test('"there is no", "is no longer" and blocks of code in pages may stand', () => {
    expect(
      faultsOf('docs/a.md', 'There is no reader, and it is no longer read.\n\n```\nnobody\n```\n'),
    ).toEqual([]);
  });
});

describe('imports', () => {
  const importing = (path: string) => `import type { X } from '${path}';\nexport type Y = X;\n`;
  const faultsOf = (files: Record<string, string>) => told(importFaults(filesOf(files)));

  test('go down in the core, of types too', () => {
    const down = { 'core/jobs/a.ts': importing('../time/b.ts'), 'core/time/b.ts': 'export type X = 1;\n' };
    expect(faultsOf(down)).toEqual([]);
    const up = { 'core/time/b.ts': importing('../jobs/a.ts'), 'core/jobs/a.ts': 'export type X = 1;\n' };
    expect(faultsOf(up)).toEqual([
      "core/time/b.ts:1 core/jobs/a.ts is above it in the order of the core's folders.",
    ]);
  });

  test.each([
    ['contract/a.ts', '../core/jobs/row.ts'],
    ['core/jobs/a.ts', '../../adapters/memory/memory-queues.ts'],
    ['adapters/aws/a.ts', '../../namespaces/input-registry.ts'],
    ['namespaces/storage/a.ts', '../events/queue-url.ts'],
    ['namespaces/storage/s3/a.ts', '../../events/sqs/run.ts'],
    ['namespaces/shared/a.ts', '../events/headers.ts'],
    ['namespaces/storage/b.ts', '../../adapters/aws/table.ts'],
    ['sdk/a.ts', '../core/jobs/row.ts'],
    ['web/a.tsx', '../core/jobs/row.ts'],
    ['web/views/a.tsx', '../../local/cloud.ts'],
    ['sdk/b.ts', '../cli/io.ts'],
    ['lambdas/dispatch/a.ts', '../../local/cloud.ts'],
    ['lib/a.ts', '../local/cloud.ts'],
    ['lib/b.ts', '../cli/io.ts'],
    ['local/a.ts', '../examples/samples.ts'],
    ['bench/a.ts', '../test/time/any-cron.ts'],
  ])('go down in the house: %s may not import %s', (file, path) => {
    expect(faultsOf({ [file]: importing(path) })).toEqual([
      expect.stringMatching(/^\S+:1 \S+ may not be imported here: imports point downwards\.$/),
    ]);
  });

  test.each([
    ['adapters/aws/a.ts', '../../core/jobs/row.ts'],
    ['namespaces/storage/s3/a.ts', '../../shared/http.ts'],
    ['namespaces/storage/s3/b.ts', '../objects.ts'],
    ['namespaces/run-registry.ts', './storage/run.ts'],
    ['examples/a.ts', '../ductape.config.ts'],
    ['test/a.ts', '../bench/measure.ts'],
  ])('may go down: %s imports %s', (file, path) => {
    expect(faultsOf({ [file]: importing(path) })).toEqual([]);
  });

  test('make no circle, however long', () => {
    const files = {
      'lib/a.ts': importing('./b.ts'),
      'lib/b.ts': importing('./c.ts'),
      'lib/c.ts': importing('./a.ts'),
      'lib/d.ts': importing('./a.ts'),
    };
    expect(faultsOf(files)).toEqual([
      'lib/a.ts:1 Imports go in a circle: lib/a.ts → lib/b.ts → lib/c.ts → lib/a.ts.',
    ]);
  });
});

describe('patterns', () => {
  const faultsOf = (text: string) => told(patternFaults(filesOf({ 'core/a.ts': text })));

  test.each([
    ['const all = { ...Object(preset) };', 'Object() gives an any in disguise: write asRecord().'],
    ['const { code } = Object(error);', 'Object() gives an any in disguise: write asRecord().'],
    ['const x = { ...(at !== undefined && { at }) };', 'Write ...defined({ … }).'],
    ['const x = { ...(row.end !== undefined && { end: row.end }) };', 'Write ...defined({ … }).'],
    ["throw new RunError('GONE', 'it is gone');", 'Codes stand in ErrorCode.'],
  ])('%s is written otherwise', (code, message) => {
    expect(faultsOf(code)).toEqual([`core/a.ts:1 ${message}`]);
  });

  test('of a file of more than 250 lines are not looked at, as it is two files', () => {
    expect(faultsOf('x\n'.repeat(250))).toEqual([]);
    expect(faultsOf('x\n'.repeat(251))).toEqual(['core/a.ts:250 251 lines are more than 250.']);
  });

  const WAIT = 'Wait for a condition by until() of test/until.ts, or move a clock.';
  test.each([
    ["import { setTimeout as sleep } from 'node:timers/promises';", WAIT],
    ['  await new Promise((resolve) => setTimeout(resolve, 50));', WAIT],
    ['  await new Promise<void>((done) => setTimeout(done, 5));', WAIT],
    [
      'expect(performance.now() - began).toBeLessThan(50);',
      'Assert what was done, how often, or the time of a clock of the test.',
    ],
    [
      "import { createServer, type Server } from 'node:http';",
      'Start a server by startHttpServer() of test/http-server.ts.',
    ],
  ])('%s is written otherwise in tests, and only there', (code, message) => {
    const faultsIn = (file: string) => told(patternFaults(filesOf({ [file]: code })));
    expect(faultsIn('test/core/a.test.ts')).toEqual([`test/core/a.test.ts:1 ${message}`]);
    expect(faultsIn('local/a.ts')).toEqual([]);
    expect(faultsIn('test/until.ts')).toEqual([]);
  });

  test('that only look alike may stand', () => {
    const code = 'isObject(x); new Object(); Object.keys(x); ({ ...(at !== undefined && { at: at + 1 }) });';
    expect(faultsOf(code)).toEqual([]);
  });
});

describe('commands of pages', () => {
  const faultsOf = (command: string) =>
    told(shellFaults(new Map([['README.md', `Try:\n\n\`\`\`sh\n${command}\n\`\`\`\n`]])));

  test.each([
    "curl -s 'http://127.0.0.1:4600/v1/jobs?status=failed'",
    `curl -s http://127.0.0.1:4600/_clock/advance \\\n  -d '{"to":["*"]}'`,
    'npm start -- --no-samples',
  ])('%s is right', (command) => {
    expect(faultsOf(command)).toEqual([]);
  });

  test.each([
    'curl -s http://127.0.0.1:4600/v1/jobs?status=failed',
    'npm start   # with samples',
    '# comment',
    'npm start [-- --port N]',
    'ls *.ts',
  ])('%s is refused, as zsh does not take it', (command) => {
    expect(faultsOf(command)).toEqual([expect.stringContaining('README.md:3 zsh does not take')]);
  });

  test('what is not a block of commands is left alone', () => {
    const text = 'A `?`.\n\n```json\n[1]\n```\n\n```\nnpm start [-- --port N]\n```\n';
    expect(shellFaults(new Map([['README.md', text]]))).toEqual([]);
  });
});

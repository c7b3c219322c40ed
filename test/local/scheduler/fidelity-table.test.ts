import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const table = readFileSync(join(ROOT, 'docs/eventbridge-scheduler-fidelity.md'), 'utf8');
const rows = table.split('\n').filter((line) => /^\| (?!behaviour)/.test(line));

/** `file.test.ts`: "title", as the table cites tests. */
const CITATION = /`([\w/.-]+\.test\.ts)`: "((?:\\"|[^"])+)"/g;
const citations = [...table.matchAll(CITATION)].map(([, file = '', title = '']) => ({
  file: file.startsWith('test/') ? join(ROOT, file) : join(ROOT, 'test/local/scheduler', file),
  title: title.replaceAll('\\"', '"'),
}));

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The titles in a file, as patterns: a place that a row of `test.each` fills in may hold any text of the file. */
function titlesOf(source: string): RegExp[] {
  const titles = [...source.matchAll(/(['"`])((?:(?!\1).)+)\1,\s*(?:async\s*)?\(/g)].map(
    ([, , text = '']) => text,
  );
  return titles.map((title) => new RegExp(`^${escaped(title).replace(/%[sidj]|\\\$\w+/g, '(.*)')}$`));
}

function isThere({ file, title }: { file: string; title: string }): boolean {
  if (!existsSync(file)) return false;
  const source = readFileSync(file, 'utf8');
  return titlesOf(source).some((pattern) => {
    const filled = pattern.exec(title)?.slice(1);
    return filled?.every((text) => /^[\d.]+$/.test(text) || source.includes(text)) ?? false;
  });
}

test('the table of fidelity cites tests that exist, by their titles', () => {
  expect(citations.filter((citation) => !isThere(citation))).toEqual([]);
  expect(citations.length).toBeGreaterThan(50);
});

test('each row of it gives a certainty, a source, a test or the reason for none, and what happens otherwise', () => {
  for (const row of rows) {
    const [, behaviour, certainty, source, imitation, otherwise, ...rest] = row.split(/ ?\| ?/);
    expect([behaviour, certainty]).toEqual([behaviour, expect.stringMatching(/^[ABC]$/)]);
    expect([behaviour, imitation]).toEqual([
      behaviour,
      expect.stringMatching(/\.test\.ts`: "|^not imitated/),
    ]);
    expect([behaviour, source, otherwise, rest]).toEqual([
      behaviour,
      expect.stringMatching(/./),
      expect.stringMatching(/./),
      [''],
    ]);
  }
  expect(rows.length).toBeGreaterThan(45);
});

test('a title that no test has is noticed', () => {
  const file = join(ROOT, 'test/local/scheduler/firing.test.ts');
  expect(isThere({ file, title: 'an at() fires before its time' })).toBe(false);
  expect(isThere({ file, title: 'an update moves the time' })).toBe(true);
});

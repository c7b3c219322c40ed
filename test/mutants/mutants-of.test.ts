import { changed, mutantsOf } from './mutants-of.ts';

/** The sources that one change makes of a source. */
const mutants = (source: string) => mutantsOf(source).map((change) => changed(source, change));

test.each([
  ['a < b;', ['a <= b;', 'a >= b;', ';']],
  ['const x = a === b && c;', ['const x = a === b || c;', 'const x = a !== b && c;']],
  ['const x = (a) + 1;', ['const x = (a) - 1;', 'const x = (a) + 2;']],
  ['const x = a ?? b;', ['const x = a;', 'const x = b;']],
  ['const x = !a;', ['const x = a;']],
  ['const x = a ? b : c;', ['const x = true ? b : c;', 'const x = false ? b : c;']],
  ['if (a) b();', ['if (true) b();', 'if (false) b();', 'if (a) ;']],
  ['while (a) b();', ['while (false) b();', 'while (a) ;']],
  ['const f = () => { return 7; };', ['const f = () => { return; };', 'const f = () => { return 8; };']],
  ['const x = 40_000;', ['const x = 40001;']],
  [
    "const x = ['é', 'to people', true];",
    ["const x = ['', 'to people', true];", "const x = ['é', 'to people', false];"],
  ],
  ['const x = Math.min(a, b);', ['const x = Math.max(a, b);']],
  ['const x = l.some(f);', ['const x = l.every(f);']],
  ['let x = i++;', ['let x = i--;']],
])('the mutants of %j are %j', (source, expected) => {
  expect(mutants(source).sort()).toEqual([...expected].sort());
});

test.each([
  "import { a } from './a.ts';",
  "export { a } from './a.ts';",
  "export type A = 'x' | 1;",
  'const x = { "a-b": c };',
  'const x = `to people`;',
  'function f() { return undefined; }',
])('%j has none', (source) => {
  expect(mutants(source)).toEqual([]);
});

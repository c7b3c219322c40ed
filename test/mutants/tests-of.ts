import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

/** What judges a mutant of the core, in the order in which it is asked. */
const PARTS = ['core', 'time', 'simulation'];

/** It makes mutants by itself, by texts of the sources. */
const LEFT_OUT = 'test/simulation/mutations.test.ts';

/** Test files that take longest; asked last. */
const LONG = /\/(redactor-oracle|bombs|simulation|interleavings)\.test\.ts$/;

/** Finds the tests that can reach a file, through any number of imports. */
export class TestsOf {
  readonly all: readonly string[];
  #root: string;
  #imports = new Map<string, readonly string[]>();
  #reached = new Map<string, ReadonlySet<string>>();

  constructor(root: string) {
    this.#root = root;
    this.all = PARTS.flatMap((part) => globSync(`test/${part}/**/*.test.ts`, { cwd: root }).sort()).filter(
      (file) => file !== LEFT_OUT,
    );
  }

  /** The tests named like the file first, then those of its folder; the longest last. */
  of(file: string): string[] {
    const name = `/${basename(file, '.ts')}.test.ts`;
    const folder = `test/${dirname(file)}/`;
    const distance = (test: string) => {
      if (test.endsWith(name)) return 0;
      if (LONG.test(test)) return 3;
      return test.startsWith(folder) ? 1 : 2;
    };
    return this.all
      .filter((test) => this.#reach(test).has(file))
      .sort((a, b) => distance(a) - distance(b) || this.all.indexOf(a) - this.all.indexOf(b));
  }

  #reach(test: string): ReadonlySet<string> {
    const known = this.#reached.get(test);
    if (known) return known;
    const reached = new Set<string>([test]);
    // A set gives what is added to it while it is gone through.
    for (const file of reached) for (const each of this.#importsOf(file)) reached.add(each);
    this.#reached.set(test, reached);
    return reached;
  }

  #importsOf(file: string): readonly string[] {
    const known = this.#imports.get(file);
    if (known) return known;
    const source = readFileSync(join(this.#root, file), 'utf8');
    const names = [...source.matchAll(/(?:from |import |import\()'(\.[^']+\.ts)'/g)].map(
      ([, path]) => path ?? '',
    );
    const imports = names.map((path) => normalize(join(dirname(file), path)));
    this.#imports.set(file, imports);
    return imports;
  }
}

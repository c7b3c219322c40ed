import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { changed } from './mutants-of.ts';
import type { Mutant } from './sample.ts';
import { TestsOf } from './tests-of.ts';

/** A process that says nothing for so long will say nothing more, ms. */
const PATIENCE = 900_000;

/** The first test that failed, or `null` when everything passed. */
export type Verdict = string | null;

/** Judges what stands in a copy of the tree; whatever a mutant does happens there and in a process of its own. */
export class Judge {
  #tree: string;
  #tests: TestsOf;
  #quick: boolean;

  /** @param quick whether the simulation is not asked */
  constructor(tree: string, quick: boolean) {
    this.#quick = quick;
    this.#tree = tree;
    this.#tests = new TestsOf(tree);
  }

  /** The verdict of all tests on the sources as they are. */
  unchanged(): Promise<Verdict> {
    return this.#run('test/mutants/run-tests.ts', this.#asked(this.#tests.all));
  }

  /** The verdict on a mutant: of the tests that reach it, then of the simulation with more worlds. */
  async mutant({ file, change }: Mutant): Promise<Verdict> {
    const path = join(this.#tree, file);
    const source = readFileSync(path, 'utf8');
    const tests = this.#asked(this.#tests.of(file));
    writeFileSync(path, changed(source, change));
    try {
      const verdict = await this.#run('test/mutants/run-tests.ts', tests);
      if (verdict !== null || !tests.some((test) => test.startsWith('test/simulation/'))) return verdict;
      const worlds = await this.#run('test/simulation/probe.ts', ['worlds', '', '1', '150']);
      return worlds ?? (await this.#run('test/simulation/probe.ts', ['alone', '', '1', '40']));
    } finally {
      writeFileSync(path, source);
    }
  }

  #asked(tests: readonly string[]): readonly string[] {
    return this.#quick ? tests.filter((test) => !test.startsWith('test/simulation/')) : tests;
  }

  /** Runs a script that tells what it finds in lines of JSON. */
  #run(script: string, args: readonly string[]): Promise<Verdict> {
    const child = spawn(process.execPath, ['--no-warnings', script, ...args], {
      cwd: this.#tree,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return new Promise((resolve, reject) => {
      let verdict: Verdict = null;
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      createInterface(child.stdout).on('line', (line) => {
        timer.refresh();
        verdict ??= failureIn(line);
      });
      child.on('error', reject);
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        if (signal !== null) verdict ??= 'silence';
        resolve(verdict ?? (code === 0 ? null : `the process ended with ${code}`));
      });
    });
  }
}

/** What `test/mutants/run-tests.ts` and `test/simulation/probe.ts` tell. */
interface Told {
  file?: string;
  title?: string;
  failed?: string | null;
  where?: string;
  violation?: string;
}

function failureIn(line: string): Verdict {
  if (!line.startsWith('{')) return null;
  const { file, title, failed, where, violation } = JSON.parse(line) as Told;
  if (violation !== undefined) return `simulation, ${where}: ${violation}`;
  return failed ? `${file}: ${title}` : null;
}

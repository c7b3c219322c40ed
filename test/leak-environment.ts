import { TestEnvironment } from 'jest-environment-node';
import { held, nothingLeft } from './leak-check.ts';

/** Fails a file of tests that leaves something behind which keeps its process from ending; its tests count as they ended. */
export default class LeakEnvironment extends TestEnvironment {
  private before = new Map<string, number>();

  override async setup(): Promise<void> {
    await super.setup();
    // The streams of the process are opened when they are first asked for, and stay.
    void [process.stdin, process.stdout, process.stderr];
    this.before = held();
  }

  /** Jest calls it for each step, with what it will report; the file's own clean-up is done at the end of the run. */
  async handleTestEvent(
    { name }: { name: string },
    { unhandledErrors }: { unhandledErrors: unknown[] },
    graceMs?: number,
  ): Promise<void> {
    if (name !== 'run_finish') return;
    await nothingLeft(this.before, graceMs).catch((error: unknown) => unhandledErrors.push(error));
  }
}

import { TestEnvironment } from 'jest-environment-node';
import { held, nothingLeft } from './leak-check.ts';

/** Fails a file of tests that leaves something behind which keeps its process from ending. */
export default class LeakEnvironment extends TestEnvironment {
  private before = new Map<string, number>();

  override async setup(): Promise<void> {
    await super.setup();
    // The streams of the process are opened when they are first asked for, and stay.
    void [process.stdin, process.stdout, process.stderr];
    this.before = held();
  }

  override async teardown(graceMs?: number): Promise<void> {
    await super.teardown();
    await nothingLeft(this.before, graceMs);
  }
}

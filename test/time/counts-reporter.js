import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Prints at the end of a run what its suites have counted (test/time/counts.ts), section by section. */
export default class CountsReporter {
  onRunStart() {
    this.folder = mkdtempSync(join(tmpdir(), 'counts-'));
    process.env.COUNTS_FILE = join(this.folder, 'counts.jsonl');
  }

  onRunComplete() {
    const sums = new Map();
    for (const { section, what, number } of this.lines()) {
      const rows = sums.get(section) ?? new Map();
      sums.set(section, rows.set(what, (rows.get(what) ?? 0) + number));
    }
    rmSync(this.folder, { recursive: true, force: true });
    if (sums.size === 0) return;
    const table = [...sums].flatMap(([section, rows]) => [
      section,
      ...[...rows].map(([what, sum]) => `  ${what.padEnd(60)} ${sum.toLocaleString('en').padStart(14)}`),
    ]);
    console.log(`\nWent through:\n${table.join('\n')}\n`);
  }

  lines() {
    try {
      return readFileSync(process.env.COUNTS_FILE, 'utf8').trim().split('\n').map(JSON.parse);
    } catch {
      return [];
    }
  }
}

import { visible } from '../core/text/visible.ts';

/** Writes a line to the terminal; what jobs, callers and servers put into it is shown and does nothing else. */
export function say(line: string): void {
  process.stdout.write(`${visible(line)}\n`);
}

/** Writes what went wrong, likewise. */
export function warn(what: unknown): void {
  process.stderr.write(`${visible(what instanceof Error ? what.message : String(what))}\n`);
}

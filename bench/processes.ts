import { readdirSync, readFileSync } from 'node:fs';

/** What the system says of one process. */
export interface ProcessFigures {
  /** Resident memory, MB. */
  memory: number;
  /** Processor time since its start, ms. */
  cpu: number;
}

/** Length of the clock ticks and of the pages in /proc, as on every Linux in use. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** This process and all that came of it, by process id, with the command line of each; empty where there is no /proc. */
export function familyOf(pid: number): Map<number, string> {
  const parents = new Map(processIds().map((id) => [id, Number(statOf(id)[1])]));
  const family = new Map<number, string>();
  const add = (member: number) => {
    family.set(member, read(`/proc/${member}/cmdline`).replaceAll('\0', ' ').trim());
    for (const [id, parent] of parents) if (parent === member) add(id);
  };
  if (parents.has(pid)) add(pid);
  return family;
}

/** Zeros for a process that is gone. */
export function figuresOf(pid: number): ProcessFigures {
  const stat = statOf(pid);
  return {
    memory: Math.round((Number(stat[21] ?? 0) * PAGE_BYTES) / 1e6),
    cpu: (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) * TICK_MS,
  };
}

/** The fields of /proc/PID/stat from the state on; the name before it may hold anything. */
function statOf(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

import { familyOf, figuresOf } from '../processes.ts';

/** Names the kind of a process; its command line is given. */
export type KindOf = (pid: number, command: string) => string;

/** What grows by less is flat: a share, and MB for the small ones. */
const GROWTH = { share: 0.15, megabytes: 20 };

/** Looks at the memory of this process and all that came of it, until stopped. */
export function startMemory(kindOf: KindOf, every = 5000) {
  /** MB on average of all processes of a kind, look by look. */
  const looks = new Map<string, number[]>();
  const look = () => {
    for (const [kind, sizes] of residentByKind(kindOf)) {
      looks.set(kind, [
        ...(looks.get(kind) ?? []),
        sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
      ]);
    }
  };
  const timer = setInterval(look, every);
  return {
    /** One line: resident MB of each process, by kind. */
    line: () =>
      [...residentByKind(kindOf)].map(([kind, sizes]) => `${kind} ${sizes.join(' ')}`).join('  |  '),
    stop: () => clearInterval(timer),
    /** For each kind the average of the first and of the last third of all looks, MB, and whether that is flat. */
    growth: () =>
      [...looks].map(([kind, sizes]) => {
        const third = Math.max(1, Math.floor(sizes.length / 3));
        const [first, last] = [mean(sizes.slice(0, third)), mean(sizes.slice(-third))];
        return { kind, first, last, flat: last <= first * (1 + GROWTH.share) + GROWTH.megabytes };
      }),
  };
}

function residentByKind(kindOf: KindOf): Map<string, number[]> {
  const kinds = new Map<string, number[]>();
  for (const [pid, command] of familyOf(process.pid)) {
    const { memory } = figuresOf(pid);
    // The shell around an engine, and a process that has just gone.
    if (/^(\/bin\/sh|cat)\b/.test(command) || memory === 0) continue;
    const kind = kindOf(pid, command);
    kinds.set(kind, [...(kinds.get(kind) ?? []), memory]);
  }
  return kinds;
}

function mean(values: readonly number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
}

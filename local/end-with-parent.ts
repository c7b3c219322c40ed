import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const EVERY = 500;

/**
 * Calls `end` when the npm that started this process is gone, also when it was killed: npm runs a script through a
 * shell, which outlives it, and the shell runs `bin/node.mjs`. Without npm there is nothing to watch.
 */
export function endWithParent(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const { ppid } = process;
  const shell = process.env['DUCTAPE_LAUNCHER'] === String(ppid) ? parentOf(ppid) : ppid;
  const watched = [ppid, shell, parentOf(shell)].filter((pid) => pid > 1);
  const timer = setInterval(() => {
    if (watched.every(isAlive)) return;
    clearInterval(timer);
    end();
  }, EVERY);
  timer.unref();
}

/** The parent of a process, or 0; minimal Linux systems have no `ps`. */
function parentOf(pid: number): number {
  try {
    if (process.platform === 'linux') {
      const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
      return Number(fields.split(' ')[1]);
    }
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

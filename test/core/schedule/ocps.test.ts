import { readFileSync } from 'node:fs';
import { nextCron } from '../../../core/schedule/cron.ts';
import { cronFields } from '../../../core/schedule/cron-fields.ts';
import { readSchedule } from '../../../core/schedule/read-schedule.ts';
import { count } from '../../time/counts.ts';

/** One published vector of the open cron pattern specification: the clause, the pattern and what it says of it. */
interface Vector {
  clause: string;
  kind: string;
  pattern: string;
  yes: string;
  no: string;
}

const vectors: Vector[] = readFileSync(new URL('ocps-vectors.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => {
    const [clause = '', kind = '', pattern = '', yes = '', no = ''] = line.split('\t');
    return { clause, kind, pattern, yes, no };
  });

const JANUARY = Date.UTC(2025, 0, 1);
const moments = (list: string) => list.split(';').filter(Boolean).map(instant);
const instant = (wall: string) => Date.parse(`${wall.replace(' ', 'T')}${wall.length === 16 ? ':00' : ''}Z`);
const firesAt = (pattern: string, time: number) => nextCron(pattern, 'UTC', time - 1) === time;
const faults = (pattern: string) => {
  const checked = readSchedule({ cron: pattern }, JANUARY);
  return checked.ok ? [] : checked.issues;
};

const promises: Record<string, (vector: Vector) => void> = {
  match: ({ pattern, yes, no }) => {
    for (const time of moments(yes)) expect(firesAt(pattern, time)).toBe(true);
    for (const time of moments(no)) expect(firesAt(pattern, time)).toBe(false);
  },
  reject: ({ pattern }) => {
    expect(() => cronFields(pattern)).toThrow();
    expect(faults(pattern)).toEqual([
      { path: 'schedule.cron', message: expect.stringMatching(/^not a valid cron expression: ./) },
    ]);
  },
  accept: ({ pattern }) => expect(() => cronFields(pattern)).not.toThrow(),
  equal: ({ pattern, yes }) => {
    let [a, b]: (number | null)[] = [JANUARY, JANUARY];
    for (let i = 0; i < 50; i += 1) {
      a = nextCron(pattern, 'UTC', a ?? 0);
      b = nextCron(yes, 'UTC', b ?? 0);
      expect(a).toBe(b);
    }
  },
  reboot: ({ pattern }) => expect(faults(pattern)[0]?.message).toMatch(/@reboot has no meaning/),
  nonportable: ({ pattern }) => expect(faults(pattern)[0]?.message).toMatch(/years before 1970/),
};

describe('the open cron pattern specification', () => {
  test('has 37 published vectors, each of a kind that is known here', () => {
    expect(vectors).toHaveLength(37);
    expect(vectors.map(({ kind }) => kind).filter((kind) => !(kind in promises))).toEqual([]);
  });

  test.each(vectors)('OCPS $clause says of "$pattern": $kind', (vector) => {
    expect.hasAssertions();
    promises[vector.kind]?.(vector);
    count('Cron dialect, OCPS 1.0-1.4', 'published vectors', 1);
  });

  test('OCPS 1.0 lets a pattern parse that never fires, but no job can be made of it', () => {
    expect(() => cronFields('* * 31 2 *')).not.toThrow();
    expect(faults('* * 31 2 *')).toEqual([
      { path: 'schedule.cron', message: 'never fires: no date in the future matches it' },
    ]);
  });
});

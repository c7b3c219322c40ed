import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../../core/jobs/advance.ts';
import type { Decision } from '../../../core/jobs/effects.ts';
import { type JobRow, originOf, statusOf } from '../../../core/jobs/row.ts';
import { isIdle } from '../../../core/jobs/run-in-flight.ts';
import { COMMANDS, type CommandName } from '../../../core/jobs/transitions.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { every, once } from '../schedule/tables.ts';
import {
  claimed,
  committed,
  decide,
  ends,
  fails,
  finished,
  NOW,
  newRow,
  starts,
  Wake,
  wake,
} from './rows.ts';

/** When the command is given, when the job runs by itself, and what it is rescheduled to. */
const AT = NOW + 10 * SECOND;
const OWN = NOW + HOUR;
const MOVED = NOW + 30 * MINUTE;
/** No occurrence after it is looked at. */
const HORIZON = OWN + 20 * MINUTE;

const POLICY = { retry: { retries: 3, initialDelay: MINUTE } };
const at = (first: number) => newRow(once(first), POLICY);
const hourly = (first: number) => newRow(every(HOUR, first), POLICY);
const paused = (row: JobRow) => committed(decide(row, { type: 'pause' }, NOW + 2 * SECOND));
const cancelled = (row: JobRow) => committed(decide(row, { type: 'cancel' }, NOW + 2 * SECOND));

/** A run of the job after its claim at `NOW`; it continues a minute later. */
const backoff = (row: JobRow) => finished(claimed(row), NOW, fails('TIMEOUT'));
const turn = (row: JobRow) =>
  finished(claimed(row), NOW, { ok: 'deferred', deferral: { until: NOW + MINUTE, slot: 'reserved' } });
const elsewhere = (row: JobRow) =>
  finished(claimed(row), NOW, { ok: 'deferred', deferral: { until: NOW + MINUTE } });
/** Of a job that is paused, the run whose work elsewhere has just ended. */
const calledAgain = (row: JobRow) => committed(wake(row, Wake.completion(NOW), NOW + 3 * SECOND));

type Kind = 'one-time' | 'recurring';

const states: Record<Kind, Record<string, JobRow>> = {
  'one-time': {
    'is to come': at(OWN),
    'is under way': claimed(at(NOW)),
    'waits for another attempt': backoff(at(NOW)),
    'waits for its turn': turn(at(NOW)),
    'continues elsewhere': elsewhere(at(NOW)),
    'is to come, paused': paused(at(OWN)),
    'is under way, paused': calledAgain(paused(elsewhere(at(NOW)))),
    'waits for another attempt, paused': paused(backoff(at(NOW))),
    'waits for its turn, paused': paused(turn(at(NOW))),
    'continues elsewhere, paused': paused(elsewhere(at(NOW))),
    'has failed': finished(claimed(at(NOW)), NOW, fails('NOT_FOUND')),
    'has completed': finished(claimed(at(NOW)), NOW),
    'was cancelled': cancelled(at(OWN)),
  },
  recurring: {
    'is to come': hourly(OWN),
    'is under way': claimed(hourly(NOW)),
    'waits for another attempt': backoff(hourly(NOW)),
    'waits for its turn': turn(hourly(NOW)),
    'continues elsewhere': elsewhere(hourly(NOW)),
    'is to come, paused': paused(hourly(OWN)),
    'is under way, paused': paused(claimed(hourly(NOW))),
    'waits for another attempt, paused': paused(backoff(hourly(NOW))),
    'waits for its turn, paused': paused(turn(hourly(NOW))),
    'continues elsewhere, paused': paused(elsewhere(hourly(NOW))),
    'has completed': finished(claimed(newRow(every(HOUR, NOW, { limit: 1 }))), NOW),
    'was cancelled': cancelled(hourly(OWN)),
  },
};

const commands: Record<CommandName, Command> = {
  cancel: { type: 'cancel' },
  pause: { type: 'pause' },
  resume: { type: 'resume' },
  reschedule: { type: 'reschedule', schedule: { start_at: MOVED } },
  trigger: { type: 'trigger' },
  retry: { type: 'retry', delay: 0 },
  delete: { type: 'delete' },
};

interface Cell {
  kind: Kind;
  state: string;
  command: CommandName;
  word: string;
}

/** The cells of the tables in the documentation. */
function cells(): Cell[] {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/commands.md'), 'utf8');
  const [, single = '', recurring = ''] = text.split(/^## A (?:one-time|recurring) job$/m);
  const parts = [['one-time', single] as const, ['recurring', recurring.split('\n## ')[0] ?? ''] as const];
  return parts.flatMap(([kind, part]) => {
    const [head = [], , ...rows] = part
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    return rows.flatMap(([state = '', ...words]) =>
      words.map((word, i) => ({ kind, state, command: head[i + 1] as CommandName, word })),
    );
  });
}

/** When attempts start from the command on and under which key, as everything due is waked in time and succeeds at once. */
function play(row: JobRow, from: number): { started: [at: number, key: number][]; row: JobRow } {
  const started: [number, number][] = [];
  let current = row;
  for (const run of row.runs.filter((each) => each.state === 'running')) {
    current = committed(
      decide(current, { type: 'finish', run, started_at: NOW, outcome: { ok: true, result: 1 } }, from),
    );
  }
  for (let now = from; now <= HORIZON; ) {
    const decision = wake(current, Wake.tick(), now);
    if (decision.row) current = committed(decision);
    for (const run of starts(decision.after)) {
      started.push([now, originOf(current, run).occurrence]);
      current = committed(
        decide(current, { type: 'finish', run, started_at: now, outcome: { ok: true, result: 1 } }, now),
      );
    }
    const moments = [current.next_run_at, ...current.runs.map((run) => (isIdle(run) ? run.retry_at : null))];
    now = Math.min(...moments.map((moment) => (moment !== null && moment > now ? moment : HORIZON + 1)));
  }
  return { started, row: current };
}

/** When the run's own time is, and its key; undefined when no attempt of it is to start. */
function ownStart(row: JobRow): [number, number] | undefined {
  const [run] = row.runs;
  if (run) return isIdle(run) ? [run.retry_at, run.occurrence] : undefined;
  return row.next_run_at === null ? undefined : [row.next_run_at, row.next_run_at];
}

/** What a word of the tables promises. */
const promises: Record<string, (cell: Cell, row: JobRow, decision: Decision) => void> = {
  nothing: (_cell, _row, decision) => expect(decision.row).toBeUndefined(),
  ends: (_cell, row, decision) => {
    const after = committed(decision);
    expect(after).toMatchObject({ status: 'cancelled', runs: [], next_run_at: null });
    expect(ends(decision).map(({ status }) => status)).toEqual(row.runs.map(() => 'failed'));
    expect(play(after, AT).started).toEqual([]);
  },
  records: (_cell, _row, decision) => {
    const { started, row } = play(committed(decision), AT);
    expect(started).toEqual([]);
    expect(row).toMatchObject({ status: 'cancelled', succeeded: 1 });
  },
  holds: (_cell, _row, decision) => {
    const { started, row } = play(committed(decision), AT);
    expect(started).toEqual([]);
    expect(row.status).toBe('paused');
  },
  'lets end': ({ kind }, row, decision) => {
    const after = play(committed(decision), AT);
    const own = ownStart(row);
    expect(after.started).toEqual(own ? [own] : []);
    const status = kind === 'recurring' ? 'paused' : 'completed';
    expect(after.row).toMatchObject({ status, runs: [], succeeded: 1 });
  },
  continues: ({ kind }, row, decision) => {
    const own = ownStart(row);
    const next = kind === 'recurring' && row.runs.length > 0 ? [[OWN, OWN]] : [];
    const after = play(committed(decision), AT);
    expect(after.started).toEqual([...(own ? [own] : []), ...next]);
    expect(after.row.succeeded).toBe(row.runs.length + (row.runs.length > 0 ? next.length : 1));
  },
  moves: ({ kind }, row, decision) => {
    const key = kind === 'one-time' && row.runs.length > 0 ? NOW : MOVED;
    const after = committed(decision);
    const going = row.status === 'paused' ? committed(decide(after, { type: 'resume' }, AT)) : after;
    expect(play(going, AT).started).toEqual([[MOVED, key]]);
  },
  'at once': (_cell, _row, decision) => expect(play(committed(decision), AT).started).toEqual([[AT, NOW]]),
  'in its turn': (_cell, _row, decision) =>
    expect(play(committed(decision), AT).started).toEqual([[NOW + MINUTE, NOW]]),
  beside: ({ command }, row, decision) => {
    const after = committed(decision);
    const going = row.status === 'paused' ? committed(decide(after, { type: 'resume' }, AT)) : after;
    const own = row.runs.length > 0 ? ownStart(row) : undefined;
    const next = command === 'reschedule' ? MOVED : row.next_run_at;
    const now = command === 'trigger' ? [[AT, AT]] : [];
    expect(play(going, AT).started).toEqual([...now, ...(own ? [own] : []), [next, next]]);
  },
  again: (_cell, row, decision) => {
    expect(committed(decision).execution_count).toBe(row.execution_count);
    expect(play(committed(decision), AT).started).toEqual([[AT, AT]]);
  },
  removes: (_cell, _row, decision) => {
    expect(decision.after).toContainEqual({ type: 'purge' });
    expect(play(committed(decision), AT).started).toEqual([]);
  },
};

describe('the tables of what commands do', () => {
  test('have a line for every state and a column for every command', () => {
    const all = cells();
    for (const kind of ['one-time', 'recurring'] as const) {
      const own = all.filter((cell) => cell.kind === kind);
      expect([...new Set(own.map(({ state }) => state))]).toEqual(Object.keys(states[kind]));
      expect([...new Set(own.map(({ command }) => command))]).toEqual(Object.keys(commands));
    }
  });

  test.each(cells())('are true of a $kind job whose run $state, for $command: $word', (cell) => {
    const row = states[cell.kind][cell.state] ?? at(NOW);
    const tell = () => decide(row, commands[cell.command], AT);
    const promise = promises[cell.word];
    if (promise) return promise(cell, row, tell());
    expect(cell.word).toBe('409');
    const both = new RegExp(`${statusOf(row)}.*become ${COMMANDS[cell.command].to}`);
    const refusal = { code: 'ILLEGAL_TRANSITION', message: expect.stringMatching(both) };
    expect(tell).toThrow(expect.objectContaining(refusal));
  });
});

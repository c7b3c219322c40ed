import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { every } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  disarms,
  finish,
  finished,
  ID,
  life,
  minutely,
  NOW,
  newRow,
  records,
  runOf,
  starts,
  Wake,
  wake,
} from './rows.ts';

describe('occurrences that could not run in time', () => {
  const outage = NOW + 10 * MINUTE + 30 * SECOND;

  test('are skipped but for the latest under missed latest', () => {
    const decision = wake(minutely(), Wake.tick(), outage);
    expect(starts(decision.after)).toMatchObject([{ number: 1, occurrence: NOW + 10 * MINUTE }]);
    expect(records(decision.after)).toEqual([
      {
        number: 0,
        occurrence: NOW,
        through: NOW + 9 * MINUTE,
        count: 10,
        status: 'skipped',
        attempts: 0,
        reason: 'missed',
      },
    ]);
    expect(decision.row).toMatchObject({ execution_count: 1, next_run_at: NOW + 11 * MINUTE });
  });

  test('are all skipped under missed skip when the latest is more than two minutes late', () => {
    const row = newRow(every(HOUR, NOW, { missed: 'skip' }));
    const decision = wake(row, Wake.tick(), NOW + 3 * HOUR + 120_001);
    expect(starts(decision.after)).toEqual([]);
    expect(records(decision.after)).toMatchObject([
      { occurrence: NOW, through: NOW + 3 * HOUR, count: 4, reason: 'missed' },
    ]);
    expect(arms(decision.after)).toEqual([['timer', NOW + 4 * HOUR]]);
  });

  test('leave the latest to run under missed skip when it is two minutes late or less', () => {
    const row = newRow(every(HOUR, NOW, { missed: 'skip' }));
    const decision = wake(row, Wake.tick(), NOW + 3 * HOUR + 120_000);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW + 3 * HOUR }]);
    expect(records(decision.after)).toMatchObject([{ occurrence: NOW, through: NOW + 2 * HOUR, count: 3 }]);
  });

  test('are made up one after the other under missed all', () => {
    let row = minutely({ missed: 'all' });
    const occurrences: number[] = [];
    for (let now = outage; occurrences.length < 11; now += 2 * SECOND) {
      const decision = wake(row, Wake.tick(), now);
      occurrences.push(...starts(decision.after).map((run) => run.occurrence));
      row = finished(committed(decision), now + SECOND);
    }
    expect(occurrences).toEqual(Array.from({ length: 11 }, (_, i) => NOW + i * MINUTE));
  });

  test('wait for the run under way under missed all, and the run wakes the next', () => {
    const row = claimed(minutely({ missed: 'all' }), outage);
    expect(wake(row, Wake.tick(), outage + SECOND)).toEqual({ before: [], after: [] });
    expect(arms(finish(row, runOf(row), outage + 2 * SECOND).after)).toEqual([['timer', NOW + MINUTE]]);
  });

  test('are made up to the last hundred under missed all, and the older ones skipped', () => {
    const decision = wake(minutely({ missed: 'all' }), Wake.tick(), NOW + 500 * MINUTE);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW + 401 * MINUTE }]);
    expect(records(decision.after)).toMatchObject([
      { occurrence: NOW, through: NOW + 400 * MINUTE, count: 401, reason: 'missed' },
    ]);
  });

  test('are exactly a hundred under missed all: none is skipped', () => {
    const decision = wake(minutely({ missed: 'all' }), Wake.tick(), NOW + 99 * MINUTE);
    // Its end takes up the next one.
    expect(arms(decision.after)).toEqual([]);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW }]);
    expect(records(decision.after)).toEqual([]);
  });

  test('never exceed limit under missed all', () => {
    expect(life(minutely({ missed: 'all', limit: 2 }), 10).row.execution_count).toBe(2);
  });

  test('that ended with endDate during the outage complete the job', () => {
    const row = newRow(every(HOUR, NOW, { missed: 'skip', end: NOW + 2 * HOUR }));
    const decision = wake(row, Wake.tick(), NOW + 10 * HOUR);
    expect(decision.row).toMatchObject({ status: 'completed', next_run_at: null, execution_count: 0 });
    expect(disarms(decision.after)).toEqual([`${ID}.g1.b0`]);
  });
});

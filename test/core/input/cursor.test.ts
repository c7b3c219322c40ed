import type { z } from 'zod';
import { Limits } from '../../../contract/limits.ts';
import {
  changesCursor,
  changesCursorText,
  cursorText,
  historyCursor,
  listCursor,
  runCursor,
  runCursorText,
  scheduleCursor,
  webhookCursor,
} from '../../../core/input/cursor.ts';
import { firstIdAt } from '../../../core/jobs/job-id.ts';
import { HOUR } from '../../../core/time/units.ts';
import { ID } from '../../rows.ts';

describe('a cursor', () => {
  test.each([0, 1, Limits.listOffsetMax])(
    'of jobs with %d to pass over is read as it was written',
    (offset) => {
      expect(listCursor.parse(cursorText({ below: ID, offset }))).toEqual({ below: ID, offset });
    },
  );

  test.each([
    { at: 0, job_id: ID, number: 0 },
    { at: Limits.latestMs, job_id: ID, number: 1_234_567_890 },
  ])('of what went wrong is read as it was written: %j', (place) => {
    expect(runCursor.parse(runCursorText(place))).toEqual(place);
  });

  test('of changes is read as it was written, for each of its scopes', () => {
    const [about, held] = [4_294_967_295, 4_294_967_294];
    const positions = [
      { hour: 491_000 * HOUR, seen: 36, before: 0 },
      { hour: 491_001 * HOUR, seen: 0, before: 35 },
    ];
    expect(changesCursor.parse(changesCursorText({ about, held, positions }))).toEqual({
      about,
      held,
      positions,
    });
  });

  test.each<[z.ZodType, string]>([
    [listCursor, cursorText({ below: firstIdAt(Limits.earliestMs), offset: 0 })],
    [historyCursor, '0'],
    [historyCursor, String(Limits.latestMs)],
    [scheduleCursor, 'a'.repeat(Limits.scheduleNameLength)],
    [scheduleCursor, 'nightly.2-a_b'],
    [webhookCursor, `hook_${'a_-0'.repeat(5)}zz`],
  ])('may be the first and the last that there can be', (schema, text) => {
    expect(schema.safeParse(text).success).toBe(true);
  });

  test.each<[z.ZodType, string, string]>([
    [listCursor, firstIdAt(Limits.latestMs), 'not a cursor of this list'],
    [listCursor, `${ID}.01`, 'not a cursor of this list'],
    [runCursor, `1.${ID}`, 'not a cursor of this list'],
    [runCursor, `1.${ID}.12345678901`, 'not a cursor of this list'],
    [changesCursor, 'a', 'not a cursor of changes'],
    [changesCursor, 'a.b-', 'not a cursor of changes'],
    [historyCursor, String(Limits.latestMs + 1), 'not a cursor of this history'],
    [historyCursor, '-1', 'not a cursor of this history'],
    [scheduleCursor, '-a', 'not a cursor of this list'],
    [webhookCursor, `hook_${'a'.repeat(23)}`, 'not a cursor of this list'],
  ])('that none has given is refused in one sentence', (schema, text, message) => {
    expect(schema.safeParse(text).error?.issues).toMatchObject([
      { code: expect.stringMatching(/./), message },
    ]);
  });
});

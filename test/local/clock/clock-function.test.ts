import { defined } from '../../../contract/plain-data.ts';
import { clockFunction } from '../../../local/clock/clock-function.ts';
import type { Pace } from '../../../local/clock/pace.ts';
import type { VirtualClock } from '../../../local/clock/virtual-clock.ts';

const NOW = Date.parse('2026-03-28T00:00:00Z');

/** What the route answers, and where the clock was moved. */
async function advance(body: string | undefined) {
  const moved: number[] = [];
  const clock = { now: () => NOW, offset: () => 0 } as unknown as VirtualClock;
  const pace = { goal: undefined, advanceTo: async (to: number) => void moved.push(to) } as unknown as Pace;
  const event = { routeKey: 'POST /_clock/advance', headers: {}, ...defined({ body }) };
  const { payload } = await clockFunction(clock, pace, 1).invoke(JSON.stringify(event));
  const { statusCode, body: text } = JSON.parse(payload.toString());
  return { status: statusCode, moved, issues: JSON.parse(text).issues };
}

describe('the clock is moved', () => {
  test('by some time, or to a moment', async () => {
    expect(await advance('{"ms":1000}')).toMatchObject({ status: 200, moved: [NOW + 1000] });
    const to = await advance('{"to":"2026-03-29T00:00:00Z"}');
    expect(to).toMatchObject({ status: 200, moved: [NOW + 86_400_000] });
  });

  test.each([undefined, '{}', '{"ms":1,"to":"2026-03-29T00:00:00Z"}'])(
    'not by %s, and both are named',
    async (body) => {
      const issues = [{ path: '', message: 'either "ms" or "to" is expected' }];
      expect(await advance(body)).toEqual({ status: 400, moved: [], issues });
    },
  );

  test.each([
    ['{"ms":', '', 'the body is not valid JSON'],
    ['null', '', 'expected object, got null'],
    ['{"ms":0}', 'ms', 'must be at least 1; got 0'],
    ['{"to":"2026-03-28T00:00:00Z"}', 'to', 'must be after the clock'],
    ['{"ms":1,"too":1}', 'too', 'unknown field "too"; did you mean "to"?'],
  ])('not by %s', async (body, path, message) => {
    const issues = [{ path, message: expect.stringContaining(message) }];
    expect(await advance(body)).toEqual({ status: 400, moved: [], issues });
  });
});

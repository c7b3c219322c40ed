import { changeSchedule } from '../../../core/schedule/change-schedule.ts';
import { cron } from './tables.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const daily = cron('0 9 * * *', { tz: 'Europe/Paris' });

describe('a change of a schedule', () => {
  test('reads moments without an offset by the clocks of the zone that the job has', () => {
    const changed = changeSchedule(daily, { start_at: '2026-07-01T09:00' }, NOW, NOW);
    expect(changed).toEqual({ ok: true, value: { ...daily, start: Date.UTC(2026, 6, 1, 7) } });
  });

  test('reads them by the clocks of the zone that comes with them, and leaves moments alone that stay', () => {
    const begun = { ...daily, start: NOW };
    const changed = changeSchedule(begun, { tz: 'Asia/Tokyo', endDate: '2026-07-02' }, NOW, NOW);
    expect(changed).toEqual({
      ok: true,
      value: { ...begun, tz: 'Asia/Tokyo', end: Date.UTC(2026, 6, 1, 15) },
    });
  });
});

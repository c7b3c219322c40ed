import { isSameTiming, type ParsedSchedule } from '../../../core/schedule/parsed-schedule.ts';
import { cron, every, once } from './tables.ts';

const NOW = Date.UTC(2026, 0, 1);
const daily = cron('0 9 * * *', { tz: 'Europe/Paris', start: NOW });

test.each<[ParsedSchedule, ParsedSchedule, boolean]>([
  [once(NOW), once(NOW), true],
  [once(NOW), once(NOW + 1), false],
  [once(NOW), every(1000, NOW), false],
  [every(1000, NOW), every(1000, NOW, { limit: 3, end: NOW, overlap: 'queue' }), true],
  [every(1000, NOW), every(2000, NOW), false],
  [every(1000, NOW), every(1000, NOW + 1), false],
  [every(1000, NOW), daily, false],
  [daily, { ...daily, limit: 3, precision: 'minute' }, true],
  [daily, { ...daily, cron: '0 8 * * *' }, false],
  [daily, { ...daily, tz: 'UTC' }, false],
  [daily, { ...daily, start: NOW + 1 }, false],
  [daily, once(NOW), false],
])('%j and %j have the same times: %s', (a, b, same) => {
  expect(isSameTiming(a, b)).toBe(same);
});

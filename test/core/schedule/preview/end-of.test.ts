import { endOf } from '../../../../core/schedule/preview/end-of.ts';
import { DAY } from '../../../../core/time/units.ts';
import { cron, every } from '../tables.ts';

const NOW = Date.UTC(2026, 10, 26);
const YEAR = 366 * DAY;

describe('the end of a schedule', () => {
  test('by its limit is dated within twenty years', () => {
    const days = (limit: number) => endOf(every(DAY, NOW, { limit }), NOW);
    expect(days(1)).toEqual({ by: 'limit', at: NOW });
    expect(days(7321)).toEqual({ by: 'limit', at: NOW + 20 * YEAR });
    expect(days(7322)).toEqual({ by: 'limit' });
  });

  test('by its limit is told where the limit is reached before endDate, on it at the latest', () => {
    const days = (limit: number, end: number) => endOf(every(DAY, NOW, { limit, end }), NOW);
    expect(days(3, NOW + 2 * DAY)).toEqual({ by: 'limit', at: NOW + 2 * DAY });
    expect(days(3, NOW + 2 * DAY - 1)).toEqual({ by: 'endDate', at: NOW + DAY });
    expect(days(9000, NOW + 30 * YEAR)).toEqual({ by: 'limit' });
    expect(days(9000, NOW + 20 * YEAR)).toEqual({ by: 'endDate', at: NOW + 20 * YEAR });
    expect(days(9000, NOW + 20 * YEAR + DAY)).toEqual({ by: 'limit' });
  });

  test('by its limit is dated where its zone set clocks back on the way', () => {
    const seconds = 366 * 86_400;
    const table = cron('* * * * * *', { tz: 'Europe/Paris', limit: seconds });
    expect(endOf(table, NOW)).toEqual({ by: 'limit', at: NOW + (seconds - 1) * 1000 });
  });

  test('by endDate is dated within forty years', () => {
    const until = (end: number) => endOf(every(DAY, NOW, { end }), NOW);
    expect(until(NOW + 40 * YEAR)).toEqual({ by: 'endDate', at: NOW + 40 * YEAR });
    expect(until(NOW + 40 * YEAR + 1)).toEqual({ by: 'endDate' });
  });

  test('by endDate before its first occurrence has no date', () => {
    expect(endOf(cron('0 0 29 2 *', { end: NOW + DAY }), NOW)).toEqual({ by: 'endDate' });
  });

  test.each([
    ['0 0 9 * * * 2027', Date.UTC(2027, 11, 31, 9)],
    ['0 0 9 1 1 * 2027,2028', Date.UTC(2028, 0, 1, 9)],
    ['0 0 9 * * * 2027-2029/2', Date.UTC(2029, 11, 31, 9)],
    ['0 59 23 31 12 * 2027', Date.UTC(2027, 11, 31, 23, 59)],
  ])('is that of the last year that %s names', (expression, at) => {
    expect(endOf(cron(expression), NOW)).toEqual({ by: 'cron', at });
  });

  test('by the last year that a cron names is dated when the second day after that year is within forty years', () => {
    const from = Date.UTC(2071, 0, 2) - 40 * YEAR;
    const last = cron('0 0 9 * * * 2070');
    expect(endOf(last, from)).toEqual({ by: 'cron', at: Date.UTC(2070, 11, 31, 9) });
    expect(endOf(last, from - 1)).toEqual({ by: 'cron' });
  });

  test('is that of the last year by the clocks of its zone', () => {
    const west = cron('0 59 23 31 12 * 2027', { tz: 'Pacific/Pago_Pago' });
    expect(endOf(west, NOW)).toEqual({ by: 'cron', at: Date.UTC(2028, 0, 1, 10, 59) });
  });

  test.each(['0 9 * * *', '0 0 9 * * * *', '0 0 9 * * * */2', '0 0 9 * * * 2027-9999'])(
    'of %s does not come',
    (expression) => {
      expect(endOf(cron(expression), NOW)).toBeUndefined();
    },
  );

  test('is by endDate where that comes before the last year ends, and by the cron where it comes after', () => {
    const table = (end: number) => cron('0 0 9 * * * 2027', { end });
    expect(endOf(table(Date.UTC(2027, 5, 1)), NOW)).toEqual({ by: 'endDate', at: Date.UTC(2027, 4, 31, 9) });
    expect(endOf(table(Date.UTC(2030, 0, 1)), NOW)).toEqual({ by: 'cron', at: Date.UTC(2027, 11, 31, 9) });
  });
});

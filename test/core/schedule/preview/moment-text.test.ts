import {
  clockText,
  dateText,
  durationText,
  localText,
  previewMoment,
} from '../../../../core/schedule/preview/moment-text.ts';

const AT = Date.UTC(2026, 2, 29, 1);

test('a moment is shown in UTC and local time, with fractions of a second where there are any', () => {
  expect(previewMoment(AT, 'Europe/Paris')).toEqual({
    at: AT,
    utc: '2026-03-29T01:00:00Z',
    local: 'Sun 2026-03-29 03:00:00 +02:00',
  });
  expect(previewMoment(AT - 1, 'Europe/Paris')).toMatchObject({
    utc: '2026-03-29T00:59:59.999Z',
    local: 'Sun 2026-03-29 01:59:59.999 +01:00',
  });
  expect(localText(AT + 5, 'Asia/Kathmandu')).toBe('Sun 2026-03-29 06:45:00.005 +05:45');
});

test('a clock is shown with seconds where there are any', () => {
  expect([clockText(AT, 'Europe/Paris'), clockText(AT + 1000, 'UTC')]).toEqual(['03:00', '01:00:01']);
  expect(dateText(AT - 2 * 3_600_000, 'America/New_York')).toBe('2026-03-28');
});

test.each([
  [1, '1 millisecond'],
  [90_061_001, '1 day, 1 hour, 1 minute, 1 second, 1 millisecond'],
  [45 * 86_400_000, '45 days'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

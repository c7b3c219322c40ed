import fc from 'fast-check';
import { ownLine, readableLine } from '../../local/run-line.ts';
import { hostileText, UNSEEN } from '../core/text/hostile-text.ts';

const ATTEMPT = {
  level: 'INFO',
  message: 'attempt',
  timestamp: '2026-03-01T10:00:00.000Z',
  namespace: 'actions',
  product: 'shop',
  env: 'dev',
  job_id: 'job_01',
  number: 1,
  occurrence: Date.parse('2026-03-01T10:00:00Z'),
  attempt: 1,
  lag_ms: 3,
  duration_ms: 7,
  status: 'failed',
};

describe('a line of a function, as npm start shows it', () => {
  test('is one line that a terminal only shows, whatever a job and its app have put into it', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.boolean(), (text, other, verbose) => {
        const entries = [
          { ...ATTEMPT, product: other, status: text, error: { code: other, message: text } },
          { level: 'ERROR', message: text, job_id: other },
          { level: text, message: other },
        ];
        for (const line of [...entries.map((entry) => JSON.stringify(entry)), text]) {
          expect(readableLine(line, verbose) ?? '').not.toMatch(UNSEEN);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('tells of a held event loop only when everything is to be told, and of other warnings always', () => {
    const held = JSON.stringify({ level: 'WARN', message: 'the event loop was held', stretch_ms: 250 });
    expect(readableLine(held, false)).toBeUndefined();
    expect(readableLine(held, true)).toContain('250');
    expect(readableLine(JSON.stringify({ level: 'WARN', message: 'skipped' }), false)).toContain('skipped');
  });

  test('is the words alone of what the embedded cloud says itself', () => {
    const line = JSON.stringify({ level: 'ERROR', message: 'the time could not be noted' });
    expect(readableLine(line, false)).toBe('error: the time could not be noted');
  });

  test('is the words and the details of a warning, without what says which function wrote it', () => {
    const entry = {
      level: 'WARN',
      message: 'runs take long',
      timestamp: '2026-03-01T10:00:00.000Z',
      request_id: 'x',
      cold_start: true,
      xray_trace_id: '1-a',
      product: 'shop',
    };
    expect(readableLine(JSON.stringify(entry), false)).toBe('warn: runs take long {"product":"shop"}');
    expect(readableLine(JSON.stringify(entry), true)).toContain('request_id');
  });

  test('shows times as UTC, with the day where the clock goes faster than who reads', () => {
    const line = JSON.stringify(ATTEMPT);
    expect(readableLine(line, false)).toMatch(/^10:00:00\.000Z .* due 10:00:00\.000Z /);
    expect(readableLine(line, false, true)).toMatch(
      /^2026-03-01T10:00:00\.000Z .* due 2026-03-01T10:00:00\.000Z /,
    );
  });

  test('shows a long error in part', () => {
    const error = { code: 'HTTP_500', message: 'x'.repeat(100_000) };
    const line = readableLine(JSON.stringify({ ...ATTEMPT, error }), false) ?? '';
    expect(line.length).toBeLessThanOrEqual(1000);
    expect(line).toMatch(/HTTP_500: x+…$/);
  });
});

describe("a line of the developer's own function, as npm start shows it", () => {
  test.each([
    ['what it wrote', 'hello  world', '  report | hello  world'],
    ['JSON of its own', '{"message":"x"}', '  report | {"message":"x"}'],
    [
      'what run.log wrote',
      '{"to":"ann","level":"INFO","message":"sending","job_id":"job_1","number":3,"attempt":2}',
      '  report | info run 3: sending {"to":"ann"}',
    ],
    [
      'what it threw, with its stack',
      `Invoke Error\t${JSON.stringify({ errorType: 'CardDeclined', errorMessage: 'no', trace: ['CardDeclined: no', '    at charge (charge.ts:3:9)'] })}`,
      '  report | CardDeclined: no\n  report |     at charge (charge.ts:3:9)',
    ],
    [
      'what looks like an error and is none',
      'Invoke Error\tnot json',
      '  report | Invoke Error\\u0009not json',
    ],
  ])('%s', (_what, line, shown) => {
    expect(ownLine('report', line)).toBe(shown);
  });

  test('is one that a terminal only shows, whatever it has written', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, other) => {
        const failure = { errorType: text, errorMessage: other, trace: [text, `  at ${other}`, 5] };
        const log = { level: text, message: other, number: text, [other]: text };
        for (const line of [text, JSON.stringify(log), `Invoke Error\t${JSON.stringify(failure)}`])
          expect(ownLine('report', line).replaceAll('\n  report | ', '')).not.toMatch(UNSEEN);
      }),
      { numRuns: 1000 },
    );
  });
});

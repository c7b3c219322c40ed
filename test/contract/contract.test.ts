import { readdirSync, readFileSync } from 'node:fs';
import { ErrorCode } from '../../contract/errors.ts';
import { JOB_STATUSES } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { MISSED_POLICIES, OVERLAP_POLICIES, PRECISIONS } from '../../contract/schedule.ts';

const folder = new URL('../../contract/', import.meta.url);

describe('the contract', () => {
  test('imports nothing but itself', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
    for (const file of files) {
      const url = new URL(file, folder);
      for (const [, from = ''] of readFileSync(url, 'utf8').matchAll(/from '([^']+)'/g)) {
        expect(new URL(from, url).href.startsWith(folder.href)).toBe(true);
      }
    }
  });

  test('has the seven namespaces', () => {
    expect(NAMESPACES).toEqual([
      'actions',
      'workflows',
      'notifications',
      'storage',
      'events',
      'database',
      'graphs',
    ]);
  });

  test('has the seven statuses', () => {
    expect(JOB_STATUSES).toEqual([
      'scheduled',
      'queued',
      'running',
      'completed',
      'failed',
      'cancelled',
      'paused',
    ]);
  });

  test('has the policies, each with its default first', () => {
    expect(OVERLAP_POLICIES).toEqual(['skip', 'allow', 'queue']);
    expect(MISSED_POLICIES).toEqual(['latest', 'skip', 'all']);
    expect(PRECISIONS).toEqual(['second', 'minute']);
  });

  test('has the bounds that callers were promised', () => {
    expect(Limits).toMatchObject({
      bodyBytes: 262_144,
      idempotencyKeyLength: 256,
      fairnessKeyLength: 64,
      idempotencyWindowMs: 86_400_000,
      retries: 100,
      everyMs: 1000,
      defaultTimeoutMs: 30_000,
      earliestMs: 1e11,
      listDefault: 50,
      listMax: 100,
      listOffsetMax: 1000,
      catchUp: 100,
    });
  });

  test('has the error types that the retry policy decides on', () => {
    const codes: string[] = Object.values(ErrorCode);
    for (const code of [
      'TIMEOUT',
      'RATE_LIMITED',
      'SERVICE_UNAVAILABLE',
      'CONNECTION_ERROR',
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'UNAUTHORIZED',
      'FORBIDDEN',
    ]) {
      expect(codes).toContain(code);
    }
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { ErrorCode } from '../../contract/errors.ts';
import { JOB_STATUSES } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { MISSED_POLICIES, OVERLAP_POLICIES, PRECISIONS } from '../../contract/schedule.ts';

const folder = new URL('../../contract/', import.meta.url);

describe('the contract', () => {
  test('imports nothing but itself', () => {
    for (const file of readdirSync(folder)) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      for (const [, from] of text.matchAll(/from '([^']+)'/g)) expect(from).toMatch(/^\.\/[a-z-]+\.ts$/);
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

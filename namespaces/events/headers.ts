import type { RunContext } from '../../core/ports/namespace-run.ts';

/** A message with what brokers call headers: text as it is, everything else as JSON, and the run's identity. */
export function encoded(message: unknown, context: RunContext) {
  const isText = typeof message === 'string';
  return {
    body: isText ? message : JSON.stringify(message),
    contentType: isText ? 'text/plain; charset=utf-8' : 'application/json',
    headers: { idempotency_key: context.identity, job_id: context.job_id },
  };
}

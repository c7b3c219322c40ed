import type { JobFilter, JobStatus } from '../../contract/job.ts';
import type { Namespace } from '../../contract/namespaces.ts';
import { scopeOf } from './scope.ts';

/** The filter that an address names. What can be none goes to the API, which says so: without it, all jobs would be meant. */
export function filterOf(query: URLSearchParams): JobFilter {
  const text = (name: string) => query.get(name) || undefined;
  const status = text('status')?.split(',') as JobStatus[] | undefined;
  const namespace = text('namespace') as Namespace | undefined;
  const kind = text('kind');
  const target = text('target');
  const error = text('error');
  const q = text('q');
  const failing = text('failing');
  return {
    ...scopeOf(query),
    ...(status && { status }),
    ...(namespace && { namespace }),
    ...(kind && { recurring: flagOf(kind, 'recurring', 'once') }),
    ...(target && { target }),
    ...(error && { error }),
    ...(q && { q }),
    ...(failing && { failing: flagOf(failing, 'true', 'false') }),
  };
}

/** What a word of two stands for; another word stays one. */
const flagOf = (text: string, yes: string, no: string): boolean =>
  text === yes || (text === no ? false : (text as unknown as boolean));

/** A filter in words, such as "failed recurring jobs in actions of shop/dev"; "all jobs" without one. */
export function filterInWords(filter: JobFilter): string {
  const { status, namespace, recurring, target, error, failing, q, product, env } = filter;
  const parts = [
    Array.isArray(status) ? status.join(' or ') : status,
    failing && 'failing',
    recurring !== undefined && (recurring ? 'recurring' : 'one-time'),
    'jobs',
    namespace && `in ${namespace}`,
    target && `that call ${target}`,
    q && `that begin with ${q}`,
    error && `with the last error ${error}`,
    product && `of ${env === undefined ? product : `${product}/${env}`}`,
  ].filter(Boolean);
  return parts.length === 1 ? 'all jobs' : parts.join(' ');
}

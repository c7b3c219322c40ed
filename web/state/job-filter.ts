import { JOB_STATUSES, type JobFilter, type JobStatus } from '../../contract/job.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { scopeOf } from './scope.ts';

/** The filter that an address names; what is not one is left out. */
export function filterOf(query: URLSearchParams): JobFilter {
  const text = (name: string) => query.get(name) || undefined;
  const status = (text('status') ?? '').split(',').filter(isStatus);
  const namespace = NAMESPACES.find((name) => name === text('namespace'));
  const kind = text('kind');
  const target = text('target');
  const error = text('error');
  const q = text('q');
  return {
    ...scopeOf(query),
    ...(status.length > 0 && { status }),
    ...(namespace && { namespace }),
    ...(kind === 'recurring' && { recurring: true }),
    ...(kind === 'once' && { recurring: false }),
    ...(target && { target }),
    ...(error && { error }),
    ...(q && { q }),
    ...(text('failing') === 'true' && { failing: true }),
  };
}

const isStatus = (text: string): text is JobStatus => JOB_STATUSES.some((status) => status === text);

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

import { visibleLine } from '../core/text/visible.ts';
import { STRETCH_MESSAGE } from '../lambdas/executor/watch-stretches.ts';

/** At most this many characters of an attempt are shown; history has all that is kept. */
const LINE_MAX = 1000;

/** The fields that a logger adds to each line. */
const WHERE = /^(?:timestamp|request_id|cold_start|xray_trace_id)$/;

/**
 * A line that a person reads for a log line of a function, or undefined for one that is not worth showing. With `dated`
 * times have their day, for a clock that goes faster than who reads.
 */
export function readableLine(line: string, verbose: boolean, dated = false): string | undefined {
  const entry = parse(line);
  if (!entry) return verbose ? visibleLine(line) : undefined;
  if (entry['message'] === 'attempt') return attempt(entry, dated ? 0 : 11);
  // On a laptop that is busy it says nothing of a job.
  if (entry['message'] === STRETCH_MESSAGE && !verbose) return undefined;
  const level = String(entry['level'] ?? '');
  if (verbose) return visibleLine(`${level.toLowerCase()}: ${line}`);
  return level === 'WARN' || level === 'ERROR' ? warning(level, entry) : undefined;
}

/** What a person makes of it: the words and the details, without what says which function wrote it, and when. */
function warning(level: string, { message, level: _level, ...more }: Record<string, unknown>): string {
  const details = Object.fromEntries(Object.entries(more).filter(([name]) => !WHERE.test(name)));
  const told = Object.keys(details).length > 0 ? ` ${JSON.stringify(details)}` : '';
  return visibleLine(`${level.toLowerCase()}: ${message}${told}`, LINE_MAX);
}

/**
 * A line that the developer's own function wrote, as a person reads it: what `run.log` wrote with its details, a stack that
 * Lambda's runtime wrote as JSON as a stack, and all else as it is.
 */
export function ownLine(tag: string, line: string): string {
  const [title = '', json = ''] = line.split('\t');
  const failure = /^(Invoke|Init) Error$/.test(title) ? parseObject(json) : undefined;
  if (failure) {
    const { errorType, errorMessage, trace } = failure;
    const frames = Array.isArray(trace) ? trace.filter((frame) => /^\s*at /.test(String(frame))) : [];
    return [`${errorType}: ${errorMessage}`, ...frames].map((each) => marked(tag, String(each))).join('\n');
  }
  const { level, message, job_id: _job, number, attempt: _attempt, ...details } = parse(line) ?? {};
  if (level === undefined || message === undefined) return marked(tag, line);
  const more = Object.keys(details).length > 0 ? ` ${JSON.stringify(details)}` : '';
  return marked(tag, `${String(level).toLowerCase()} run ${number}: ${message}${more}`);
}

const marked = (tag: string, text: string) => `  ${visibleLine(tag)} | ${visibleLine(text, LINE_MAX)}`;

function parse(line: string): Record<string, unknown> | undefined {
  const value = parseObject(line);
  return value && 'message' in value ? value : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function attempt(entry: Record<string, unknown>, from: number): string {
  const {
    timestamp,
    namespace,
    product,
    env,
    job_id,
    number,
    attempt: tries,
    lag_ms,
    duration_ms,
    status,
  } = entry;
  const error = entry['error'] as { code: string; message: string } | undefined;
  const words = [
    `${String(timestamp).slice(from, 23)}Z`,
    String(namespace).padEnd(8),
    `${product}/${env}`,
    job_id,
    `run ${number} due ${new Date(Number(entry['occurrence'])).toISOString().slice(from)}`,
    `attempt ${tries}`,
    `lag ${lag_ms} ms`,
    `${status} in ${duration_ms} ms`,
    ...(error ? [`${error.code}: ${error.message}`] : []),
  ];
  return visibleLine(words.join('  '), LINE_MAX);
}

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { asRecord } from '../contract/plain-data.ts';
import { globalsOf, scopeOf } from './connect.ts';
import { UsageError } from './failure.ts';
import { type ScheduleOptions, scheduleOf } from './schedule-options.ts';

/** Where the body of a dispatch comes from. */
export interface BodyOptions {
  data?: string;
  file?: string;
}

/** Adds them to a command. */
export function withBody(command: Command): Command {
  return command
    .option('--data <json>', 'the dispatch as JSON')
    .option('--file <path>', 'the dispatch in a file; - is standard input');
}

/** The dispatch that the options describe, with the schedule that they add to it. @throws UsageError */
export async function readDispatch(
  options: BodyOptions & ScheduleOptions,
  self: Command,
): Promise<Record<string, unknown>> {
  const body = await readBody(options);
  assertScope({ ...scopeOf(globalsOf(self)), ...body });
  return scheduled(body, options);
}

/** A dispatch with the schedule that the options add to its own. */
export function scheduled(body: Record<string, unknown>, options: ScheduleOptions): Record<string, unknown> {
  const added = scheduleOf(options);
  if (Object.keys(added).length === 0) return body;
  return { ...body, schedule: { ...asRecord(body['schedule']), ...added } };
}

/** @throws UsageError naming the options that say what is missing */
function assertScope(scope: { product?: unknown; env?: unknown }): void {
  const missing = (['product', 'env'] as const).filter((name) => scope[name] === undefined);
  const ways = missing.map((name) => `--${name}, DUCTAPE_${name.toUpperCase()} or "${name}" of the dispatch`);
  if (missing.length > 0) throw new UsageError(`${missing.join(' and ')} required: ${ways.join('; ')}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    throw new UsageError(`--file cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function readBody({ data, file }: BodyOptions): Promise<Record<string, unknown>> {
  if (data !== undefined && file !== undefined) throw new UsageError('--data and --file exclude each other');
  if (data === undefined && file === undefined)
    throw new UsageError('--data or --file says what to dispatch');
  const text = data ?? (await readText(String(file)));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw new UsageError(`what to dispatch is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new UsageError('what to dispatch must be a JSON object');
}

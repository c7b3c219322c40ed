import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { Limits } from '../../contract/limits.ts';
import {
  type DispatchOutcome,
  type Ductape,
  DuctapeError,
  ErrorCode,
  type Problem,
} from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import { scheduled } from '../dispatch-options.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import type { ScheduleOptions } from '../schedule-options.ts';

/** Calls under way at once. */
const PARALLEL = 4;

/** Most bytes of the dispatches of one call: there is something around them. */
const CALL_BYTES = Limits.manyBodyBytes - 2048;

/** A dispatch, the number of its line, and its size as JSON. */
interface Item {
  line: number;
  dispatch: Record<string, unknown>;
  bytes: number;
}

/** Takes notice of what came of a line. */
type Take = (line: number, result: DispatchOutcome) => void;

interface FileOptions extends ScheduleOptions {
  file: string;
  key?: string;
}

/**
 * Dispatches each line of a file, a hundred in a call, and tells of each that was refused by its number. Lines are read as they are
 * sent, so a file may have any length.
 * @throws Error where a line was refused; DuctapeError where a call got no answer, after which nothing more is sent
 */
export async function dispatchFile(options: FileOptions, self: Command, screen: Screen): Promise<void> {
  const client = connect(self);
  const { json } = globalsOf(self);
  const count = { accepted: 0, refused: 0 };
  let isProgressShown = false;
  const tell = (lines: number | string, text: string) => {
    if (isProgressShown) screen.progressEnds();
    isProgressShown = false;
    screen.err(`${options.file}:${lines}: ${text}\n`);
  };
  const take: Take = (line, { index: _index, ...result }) => {
    count['job' in result ? 'accepted' : 'refused'] += 1;
    if (json) screen.out(JSON.stringify({ line, ...result }));
    else if ('problem' in result) tell(line, inWords(result.problem));
  };

  const calls = callsOf(itemsOf(options, take));
  let stopped: unknown;
  const work = async () => {
    while (stopped === undefined) {
      let items: Item[] = [];
      try {
        const next = await calls.next();
        if (next.done || stopped !== undefined) return;
        items = next.value;
        await send(client, items, take);
      } catch (error) {
        stopped ??= error;
        const lines = `${items[0]?.line}-${items.at(-1)?.line}`;
        if (items.length > 0) tell(lines, isRefused(error) ? 'not dispatched' : MAYBE);
      }
      screen.progress(`dispatched ${count.accepted}, refused ${count.refused}`);
      isProgressShown = true;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  if (isProgressShown) screen.progressEnds();
  if (!json) screen.out(`Dispatched ${count.accepted} jobs.`);
  if (stopped !== undefined) {
    screen.err('Nothing further was sent. Lines with an idempotency key can be sent again.\n');
    throw stopped;
  }
  if (count.refused > 0)
    throw new Error(`${count.refused} ${count.refused === 1 ? 'line was' : 'lines were'} refused.`);
}

/** Sends what the client can send; what it cannot, such as a number that JSON does not know, is refused by its line. */
async function send(client: Ductape, items: readonly Item[], take: Take): Promise<void> {
  try {
    const { results } = await client.dispatchMany(items.map(({ dispatch }) => dispatch) as never);
    for (const result of results) take(items[result.index]?.line ?? 0, result);
  } catch (error) {
    const issues = error instanceof DuctapeError && error.unsent ? (error.issues ?? []) : [];
    const unfit = new Map(
      issues.map(({ path, message }) => [Number(/^dispatches\.(\d+)/.exec(path)?.[1]), message]),
    );
    const left = items.filter((_item, index) => !unfit.has(index));
    if (left.length === items.length) throw error;
    for (const [index, message] of unfit) take(items[index]?.line ?? 0, refusal(`It ${message}.`));
    if (left.length > 0) await send(client, left, take);
  }
}

const MAYBE = 'no answer: they may have been dispatched';

/** Whether nothing can have come of the call that failed so. */
function isRefused(error: unknown): boolean {
  return error instanceof DuctapeError && (error.unsent || (error.status ?? 500) < 500);
}

function inWords({ status, code, detail, issues = [] }: Problem): string {
  return [`${status} ${code}: ${detail}`, ...issues.map(({ path, message }) => `${path}: ${message}`)].join(
    '\n  ',
  );
}

/** The dispatches of the lines; what cannot be one is refused here. */
async function* itemsOf({ file, key, ...schedule }: FileOptions, take: Take): AsyncGenerator<Item> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    if (text.trim() === '') continue;
    const body = objectIn(text);
    if (typeof body === 'string') {
      take(line, refusal(body));
      continue;
    }
    const keyed = key === undefined ? body : { idempotency_key: `${key}:${line}`, ...body };
    const dispatch = scheduled(keyed, schedule);
    const bytes = Buffer.byteLength(JSON.stringify(dispatch)) + 1;
    if (bytes <= CALL_BYTES) yield { line, dispatch, bytes };
    else take(line, refusal(`A dispatch may have at most ${Limits.bodyBytes} bytes; it has ${bytes}.`));
  }
}

function objectIn(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    return 'The line is not a JSON object.';
  } catch (error) {
    return `The line is not JSON: ${error instanceof Error ? error.message : error}`;
  }
}

function refusal(detail: string): DispatchOutcome {
  const [status, code] = [400, ErrorCode.Validation];
  const problem = { type: 'about:blank', title: 'The request is not valid', status, code, detail };
  return { index: 0, status, problem };
}

/** The items in groups that one call takes. */
async function* callsOf(items: AsyncGenerator<Item>): AsyncGenerator<Item[]> {
  let [group, bytes]: [Item[], number] = [[], 0];
  for await (const item of items) {
    if (group.length === Limits.dispatches || bytes + item.bytes > CALL_BYTES) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(item);
    bytes += item.bytes;
  }
  if (group.length > 0) yield group;
}

/** @throws UsageError for a file that cannot be read, or that has a line longer than any dispatch */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file === '-' ? '/dev/stdin' : file, 'utf8')) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length > Limits.manyBodyBytes)
        throw new Error('it has a line that is too long for a dispatch');
    }
  } catch (error) {
    throw new UsageError(`--file cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  yield rest;
}

import { cronCounter } from '../../core/schedule/count-cron.ts';
import { nextCron } from '../../core/schedule/cron.ts';
import { firstOccurrence, lastOccurrences, occurrencesUntil } from '../../core/schedule/occurrences.ts';
import { mapResult, readAnswer } from '../../namespaces/actions/http/answer.ts';
import { isQuickToRead, parseXml, writeXml } from '../../namespaces/actions/http/xml.ts';
import { XML_ELEMENTS_MAX } from '../../namespaces/actions/http/xml-fault.ts';
import { namedParameters } from '../../namespaces/database/data-api/parameters.ts';
import { toItem } from '../../namespaces/database/dynamodb/item.ts';
import { inOrder } from '../../namespaces/database/dynamodb/sort.ts';
import { matches } from '../../namespaces/database/matches.ts';
import { mysqlDialect } from '../../namespaces/database/mysql/dialect.ts';
import { compile } from '../../namespaces/database/sql.ts';
import { readWhere, WhereLimits } from '../../namespaces/shared/where.ts';
import { globMatcher } from '../../namespaces/storage/glob.ts';
import { cron } from '../core/schedule/tables.ts';
import { expectShort, wide } from './cpu.ts';

/** The largest row of DynamoDB, and what an app may answer. */
const ROW_BYTES = 400_000;
const MEGABYTE = 1024 * 1024;
const row = { a: 'a'.repeat(ROW_BYTES) };

/** Held against by every row, in any way but the cheapest. */
function held(where: Record<string, unknown>) {
  const read = readWhere(where, 'run');
  if (!read.ok || !read.value) throw new Error(JSON.stringify(read));
  const { value } = read;
  return () => matches(value, row);
}
const ors = (count: number, condition: Record<string, unknown>) => ({
  $or: Array.from({ length: count }, () => ({ a: condition })),
});

describe('what a target holds or a caller wrote holds a run for a bounded stretch of CPU', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a pattern of many wildcards', { a: { $like: `${'%a'.repeat(16)}b` } }],
    [
      'as many patterns of long parts as may be',
      ors(WhereLimits.scans, { $like: `%${'a'.repeat(120)}b${'a'.repeat(120)}%c` }),
    ],
    [
      'as many patterns with both wildcards as may be',
      ors(WhereLimits.mixed, { $like: `%${'_a'.repeat(126)}b%` }),
    ],
    ['as many texts looked for as may be', ors(WhereLimits.scans, { $contains: `${'a'.repeat(250)}b` })],
    ['as many endings as may be', ors(WhereLimits.conditions, { $endsWith: `b${'a'.repeat(250)}` })],
    [
      'as many values as may be',
      { a: { $in: Array.from({ length: WhereLimits.values }, () => 'a'.repeat(200)) } },
    ],
  ])('a row of 400 KB held against %s', async (_title, where) => {
    const work = held(where);
    await expectShort(work);
  });

  const word = (index: number) =>
    [0, 1, 2].map((place) => String.fromCharCode(97 + (Math.floor(index / 26 ** place) % 26))).join('');
  test.each([
    ['quotes', "'".repeat(100_000)],
    ['escaped quotes', "'\\".repeat(50_000)],
    ['beginnings of comments', '/*'.repeat(50_000)],
    ['lines of comments', '--'.repeat(50_000)],
    ['doubled quotes that end nowhere', `${'""'.repeat(49_999)}"`],
    ['tags that all differ', Array.from({ length: 16_000 }, (_, index) => `$${word(index)}$ `).join('')],
    ['dollars', '$'.repeat(100_000)],
    ['placeholders', '?$1'.repeat(33_000)],
  ])('SQL of 100 KB of %s', async (_title, sql) => {
    await expectShort(() => namedParameters(sql, 'postgres'));
    await expectShort(() => namedParameters(sql, 'mysql'));
  });

  test.each(['*a'.repeat(127), `*${'?a'.repeat(120)}b*`, '{a,b}{a,b}{a,b}*a*b', `*${'[!b-z]'.repeat(40)}b`])(
    'a hundred names of 1 KB compared with the glob %s',
    async (pattern) => {
      const glob = globMatcher(pattern);
      const name = 'a'.repeat(1024);
      await expectShort(() => Array.from({ length: 100 }, () => glob(name)));
    },
  );

  const answer = (type: string, text: string) => ({
    status: 200,
    headers: { 'content-type': type },
    body: Buffer.from(text),
  });
  const picked = (text: string) => () => readAnswer(answer('text/xml', text), { result: { a: 'r.a' } }, 0);
  test.each([
    ['elements', `<r>${'<a/>'.repeat(3990)}</r>`],
    ['elements deep in each other', '<a>'.repeat(1990) + '</a>'.repeat(1990)],
    ['attributes', `<r ${Array.from({ length: 3990 }, (_, i) => `b${i}=""`).join(' ')}/>`],
    [
      'elements of different names',
      `<r>${Array.from({ length: 1990 }, (_, i) => `<a${i}></a${i}>`).join('')}</r>`,
    ],
    ['text with entities', `<r>${'&amp;'.repeat(50_000)}</r>`],
    ['spaces', `<r ${' '.repeat(250_000)}/>`],
    ['lines before a fault', `<a>${'\n'.repeat(250_000)}</b>`],
    ['megabytes of elements', `<r>${'<a/>'.repeat(250_000)}</r>`],
  ])('an XML answer of %s', (_title, text) => expectShort(picked(text)));

  test.each([
    ['lists in lists', '['.repeat(131_000) + ']'.repeat(131_000)],
    ['fields', JSON.stringify(wide(24_000, (index) => `k${index}`))],
    ['a megabyte of fields', JSON.stringify(wide(80_000, (index) => `k${index}`))],
  ])(
    'a JSON answer of %s',
    async (_title, text) => await expectShort(() => readAnswer(answer('application/json', text), {}, 0)),
  );

  test('an answer with a long content type', async () =>
    await expectShort(() => readAnswer(answer(`${';'.repeat(8000)} /json${' '.repeat(8000)}x`, ''), {}, 0)));

  test('a path into an answer', async () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`);
    await expectShort(() => mapResult({ a: 'a.'.repeat(5000) }, deep));
  });

  test('XML that is written', async () => {
    await expectShort(() => writeXml({ r: { a: Array.from({ length: XML_ELEMENTS_MAX }, () => 1) } }));
    await expectShort(() => writeXml({ r: '&<>"'.repeat(50_000) }));
  });

  test('rows that become items', async () => {
    await expectShort(() => toItem(wide(4096, (index) => `c${index}`)));
  });

  test('rows with columns of their own, whose statement would burst', async () => {
    const data = Array.from({ length: 1000 }, (_, r) => wide(20, (index) => `c${r}_${index}`));
    const work = () => compile({ operation: 'insert', table: 't', data }, mysqlDialect);
    expect(work).toThrow(
      'input.data: expected at most 40000 values; got 1000 rows with 20000 different columns',
    );
    await expectShort(() => {
      try {
        work();
      } catch {
        // As it must.
      }
    });
  });

  const now = Date.UTC(2026, 2, 1);
  const DAY = 86_400_000;
  test.each(['* * * * * *', '* * 2 * * *', '30 2 * * *', '0 0 29 2 *', '0 0 15W 2 +1'])(
    'a cron %s that is late by a year, or looked for from its beginning on',
    async (expression) => {
      for (const tz of ['UTC', 'Europe/London']) {
        const table = cron(expression, { tz });
        const first = firstOccurrence(table, now - 364 * DAY) ?? now;
        await expectShort(() => nextCron(expression, tz, now));
        await expectShort(() => occurrencesUntil(table, first, Math.max(first, now)));
        await expectShort(() => lastOccurrences(table, first, Math.max(first, now), 100));
        await expectShort(() => cronCounter(table, now, now + 27 * DAY)(now + 27 * DAY));
      }
    },
  );

  test('rows are sorted with pauses for what continues beside them', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({
      a: 'x'.repeat(1000) + ((index * 7919) % 10_000),
      b: index,
    }));
    let turns = 0;
    const beside = setInterval(() => (turns += 1), 1);
    const sorted = await inOrder(rows, [{ column: 'a', order: 'desc' }], new AbortController().signal);
    clearInterval(beside);
    expect(turns).toBeGreaterThan(1);
    const order = sorted.map(({ a }) => String(a));
    expect(order).toEqual([...order].sort().reverse());
  });

  test('sorting stops when the attempt is over', async () => {
    const abort = new AbortController();
    const rows = Array.from({ length: 10_000 }, (_, index) => ({ a: 'x'.repeat(1000) + index }));
    const sorting = inOrder(
      rows,
      Array.from({ length: 10 }, () => ({ column: 'a', order: 'asc' as const })),
      abort.signal,
    );
    abort.abort(new Error('over'));
    await expect(sorting).rejects.toThrow('over');
  });
});

test('an XML answer is read up to its bounds and marked beyond them', () => {
  const answer = (text: string) => ({
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(text),
  });
  const map = { result: { a: 'r.a.0' } };
  expect(isQuickToRead('<r/>')).toBe(true);
  expect(parseXml('<r><a>1</a></r>')).toEqual({ r: { a: '1' } });
  expect(readAnswer(answer(`<r><a>x</a>${'<b/>'.repeat(3000)}</r>`), { result: { a: 'r.a' } }, 0)).toEqual({
    a: 'x',
  });
  const long = `<r>${'<b/>'.repeat(9000)}</r>`;
  expect(readAnswer(answer(long), map, 0)).toEqual({ truncated: true, bytes: long.length, text: long });
  expect(MEGABYTE).toBeGreaterThan(long.length);
});

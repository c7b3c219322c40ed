import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf, explain } from '../../cli/failure.ts';
import { createProgram } from '../../cli/program.ts';
import { startHttpServer } from '../http-server.ts';

interface Sent {
  dispatches: { n?: number; idempotency_key?: string; schedule?: unknown }[];
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const line = (n: number, more: object = {}) =>
  JSON.stringify({
    namespace: 'workflows',
    product: 'shop',
    env: 'dev',
    workflow: 'w',
    input: {},
    n,
    ...more,
  });

/** Runs the command on a file with these lines, against an API that refuses odd numbers where it is told to, and what it writes. */
async function run(
  lines: string[],
  { args = [], refuse = false, fails = () => 0 }: Options = {},
): Promise<{ out: string; err: string; code: number; sent: Sent[] }> {
  const file = join(directory, 'jobs.ndjson');
  await writeFile(file, lines.join('\n'));
  const sent: Sent[] = [];
  const api = await startHttpServer(({ body }, response: ServerResponse) => {
    const request: Sent = JSON.parse(body);
    sent.push(request);
    if (fails(sent.length) > 0) return void response.writeHead(fails(sent.length)).end('{"message":"no"}');
    const results = request.dispatches.map(({ n = 0 }, index) =>
      refuse && n % 2 === 1
        ? {
            index,
            status: 400,
            problem: {
              status: 400,
              code: 'VALIDATION_ERROR',
              detail: 'Odd.',
              issues: [{ path: 'n', message: 'is odd' }],
            },
          }
        : {
            index,
            status: 201,
            job: { job_id: `job_${n}`, status: 'queued', scheduled_at: 1, recurring: false },
          },
    );
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
  });
  const said = { out: '', err: '', code: 0 };
  const io = {
    out: (text: string) => {
      said.out += `${text}\n`;
    },
    err: (text: string) => {
      said.err += text.replaceAll(file, 'FILE');
    },
    isTerminal: true,
  };
  await createProgram(io)
    .parseAsync(['--endpoint', api.endpoint, 'dispatch', '--file', file, ...args], { from: 'user' })
    .catch((error: unknown) => {
      said.err += explain(error);
      said.code = exitCodeOf(error);
    });
  await api.close();
  return { ...said, sent };
}

interface Options {
  args?: string[];
  refuse?: boolean;
  fails?: (call: number) => number;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('dispatch --file without a namespace', () => {
  test('dispatches each line, a hundred in a call, and tells how far it has come', async () => {
    const { out, err, code, sent } = await run(numbers(250).map((n) => line(n)));
    expect(sent.map(({ dispatches }) => dispatches.length).sort()).toEqual([100, 100, 50].sort());
    expect(sent.flatMap(({ dispatches }) => dispatches.map(({ n }) => n)).sort()).toEqual(
      numbers(250).sort(),
    );
    expect(out).toBe('Dispatched 250 jobs.\n');
    expect(err).toMatch(/\rdispatched 250, refused 0\n$/);
    expect(code).toBe(0);
  });

  test('tells of each line that was refused by its number: exit code 1', async () => {
    const { out, err, code, sent } = await run([line(0), '', '{"a":', '[]', line(1), line(2)], {
      refuse: true,
    });
    expect(sent).toHaveLength(1);
    expect(out).toBe('Dispatched 2 jobs.\n');
    expect(err).toMatch(/^FILE:3: 400 VALIDATION_ERROR: The line is not JSON: .*$/m);
    expect(err).toMatch(/^FILE:4: 400 VALIDATION_ERROR: The line is not a JSON object\.$/m);
    expect(err).toMatch(/^FILE:5: 400 VALIDATION_ERROR: Odd\.\n {2}n: is odd$/m);
    expect(err).toMatch(/3 lines were refused\.$/);
    expect(code).toBe(1);
  });

  test('refuses what the client cannot send by its line, and sends the lines beside it', async () => {
    const deep = JSON.parse('['.repeat(60) + ']'.repeat(60));
    const lines = [line(0), line(1).replace('"n":1', '"n":1e400'), line(2, { input: { deep } }), line(3)];
    const { out, err, code, sent } = await run(lines);
    expect(sent.map(({ dispatches }) => dispatches.map(({ n }) => n))).toEqual([[0, 3]]);
    expect(out).toBe('Dispatched 2 jobs.\n');
    expect(err).toMatch(/^FILE:2: 400 VALIDATION_ERROR: It is Infinity, which JSON does not know\.$/m);
    expect(err).toMatch(/^FILE:3: 400 VALIDATION_ERROR: It is nested deeper than 32 levels\.$/m);
    expect(code).toBe(1);
  });

  test('gives programs a line of JSON for each line', async () => {
    const { out } = await run([line(0), 'x', line(1)], { args: ['--json'], refuse: true });
    const told = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(told).toEqual([
      { line: 2, status: 400, problem: expect.objectContaining({ code: 'VALIDATION_ERROR' }) },
      { line: 1, status: 201, job: expect.objectContaining({ job_id: 'job_0' }) },
      { line: 3, status: 400, problem: expect.objectContaining({ detail: 'Odd.' }) },
    ]);
  });

  test('keeps the keys of the lines, gives others one of their number, and adds the schedule to all', async () => {
    const { sent } = await run([line(0, { idempotency_key: 'own' }), '', line(1)], {
      args: ['--key', 'import', '--at', '2030-01-01T00:00:00Z'],
    });
    expect(sent[0]?.dispatches).toMatchObject([
      { idempotency_key: 'own', schedule: { start_at: '2030-01-01T00:00:00Z' } },
      { idempotency_key: 'import:3', schedule: { start_at: '2030-01-01T00:00:00Z' } },
    ]);
  });

  test('sends less than a hundred in a call where they are large', async () => {
    const { sent, out } = await run(numbers(5).map((n) => line(n, { input: { body: 'x'.repeat(200_000) } })));
    expect(sent.map(({ dispatches }) => dispatches.length).sort()).toEqual([1, 2, 2]);
    expect(out).toBe('Dispatched 5 jobs.\n');
  });

  test.each([
    [403, 'not dispatched', 5],
    [500, 'no answer: they may have been dispatched', 1],
  ])(
    'stops at a call that is answered %d, says of its lines %s, and ends with its exit code',
    async (status, words, exit) => {
      const { err, out, code, sent } = await run(
        numbers(2000).map((n) => line(n)),
        { fails: (call) => (call > 2 ? status : 0) },
      );
      expect(sent.length).toBeLessThan(8);
      expect(out).toBe('Dispatched 200 jobs.\n');
      expect(err).toMatch(new RegExp(`^FILE:\\d+-\\d+: ${words}$`, 'm'));
      expect(code).toBe(exit);
    },
  );

  test('refuses a dispatch that no call can hold by its line', async () => {
    const list = Array.from({ length: 40_000 }, () => '1e15').join(',');
    const { out, err } = await run([
      line(0),
      line(1).replace('"input":{}', `"input":{"list":[${list}]}`),
      line(2),
    ]);
    expect(out).toBe('Dispatched 2 jobs.\n');
    expect(err).toMatch(
      /^FILE:2: 400 VALIDATION_ERROR: A dispatch may have at most 262144 bytes; it has 68\d{4}\.$/m,
    );
  });

  test.each([
    [
      'a line longer than any dispatch',
      [line(0, { input: { body: 'x'.repeat(600_000) } })],
      'too long for a dispatch',
    ],
  ])('refuses %s: exit code 2', async (_what, lines, message) => {
    const { err, code, sent } = await run(lines);
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(err).toContain(message);
  });

  test('says what is missing, and what cannot be read: exit code 2', async () => {
    const said = { err: '', code: 0 };
    const io = { out: () => undefined, err: () => undefined, isTerminal: false };
    for (const args of [[], ['--data', '{}'], ['--file', join(directory, 'none')]]) {
      await createProgram(io)
        .parseAsync(['--endpoint', 'http://127.0.0.1:1', 'dispatch', ...args], { from: 'user' })
        .catch((error: unknown) =>
          Object.assign(said, { err: said.err + explain(error), code: exitCodeOf(error) }),
        );
      expect(said.code).toBe(2);
    }
    expect(said.err).toMatch(/^(which namespace\?.*){2}--file cannot be read: /);
  });
});

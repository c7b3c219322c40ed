import { PassThrough } from 'node:stream';
import { exitCodeOf, explain } from '../../cli/failure.ts';
import { ask } from '../../cli/io.ts';
import { createProgram } from '../../cli/program.ts';
import { type Answer, startApiServer } from '../sdk/api-server.ts';
import { ok, runDuctape } from './run-ductape.ts';

const CREATED = Date.UTC(2026, 0, 1);
const counts = [
  { product: 'shop', env: 'prd', status: 'scheduled', count: 4800 },
  { product: 'shop', env: 'prd', status: 'queued', count: 12 },
];
const progress = { id: 'bulk_1', status: 'completed', failed: 0, created_at: CREATED, updated_at: CREATED };
const planned = { ...progress, count: 4812, dry_run: true, counts };
const done = { ...progress, count: 4812, dry_run: false };

/** What a person answers; undefined where there is none. */
type Person = string | undefined;

/** What the command line writes, asks and sends to an API that counts so and then is done so. */
async function ductape(
  person: Person,
  args: string[],
  { count = planned, end = done }: { count?: object; end?: object } = {},
) {
  await using api = await startApiServer({ status: 200, json: count }, { status: 200, json: end });
  const said = { out: '', err: '', asked: '', code: 0 };
  const io = {
    out: (text: string) => {
      said.out += `${text}\n`;
    },
    err: (text: string) => {
      said.err += text;
    },
    isTerminal: person !== undefined,
    ...(person !== undefined && {
      ask: async (question: string) => {
        said.asked += question;
        return person;
      },
    }),
  };
  await createProgram(io)
    .parseAsync(['--endpoint', api.endpoint, ...args], { from: 'user' })
    .catch((error: unknown) => {
      said.err += explain(error);
      said.code = exitCodeOf(error);
    });
  const sent = api.received.map(({ url, body }) => ({ url, ...JSON.parse(body || '{}') }));
  return { ...said, sent };
}

const VERBS = ['cancel', 'pause', 'resume', 'retry', 'delete'] as const;
const PRD = ['--product', 'shop', '--env', 'prd'];
const ALL_OF_PRD = [...PRD, '--all'];
const scope = { product: 'shop', env: 'prd' };
const allOfPrd = { ...scope, all: true };

describe('a resume of many jobs', () => {
  const left = { ...planned, count: 3 };
  const none = { ...planned, count: 0, counts: [] };
  const resume =
    (...script: [object, object, ...object[]]) =>
    (...more: string[]) =>
      runDuctape(script.map(ok) as [Answer, ...Answer[]], 'resume', '--all', '--yes', ...more);

  test('says how many it left paused that were paused by their id, and how to resume them', async () => {
    const { out, received } = await resume(planned, done, left, none)();
    expect(out).toMatch(
      /Resumed 4 812 jobs .*\.\n3 jobs that were paused by their id stay paused; --include-paused-by-hand resumes them too\.\n$/,
    );
    expect(received.map(({ body }) => JSON.parse(body)).slice(2)).toEqual([
      { all: true, include_paused_by_hand: true, dry_run: true },
      { all: true, dry_run: true },
    ]);
  });

  test('says so too where it would resume none', async () => {
    const { out } = await resume(none, { ...left, count: 1 }, none)();
    expect(out).toMatch(
      /Nothing was changed\.\n1 job that was paused by its id stays paused; --include-paused-by-hand/,
    );
  });

  test('says nothing of them where there are none, or where they are meant too', async () => {
    expect((await resume(planned, done, none, none)()).out).toMatch(/^Resumed .*\n$/);
    const both = await resume(planned, done)('--include-paused-by-hand');
    expect(both.out).toMatch(/^Resumed .*\n$/);
    expect(both.received).toHaveLength(2);
  });

  test('agrees with the number of its jobs', async () => {
    const one = { ...done, count: 1 };
    expect((await resume({ ...planned, count: 1 }, one, none, none)()).out).toMatch(
      /^Resumed 1 job .* that was paused with/,
    );
  });
});

describe.each(VERBS)('ductape %s of many jobs', (verb) => {
  const url = `/v1/jobs/bulk/${verb}`;

  test('is refused where nothing says which, naming what does', async () => {
    const { code, err, sent } = await ductape('y', [verb]);
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(err).toMatch(/ids of jobs.*--status.*--all for all jobs of all products/);
  });

  test.each([
    [PRD, 'of shop in prd'],
    [['--product', 'shop'], 'of shop in all envs'],
    [['--env', 'prd', '--dry-run'], 'of all products in prd'],
  ])('is refused where only a product or env says which: %j', async (where, named) => {
    const { code, err, sent } = await ductape('y', [verb, ...where, '--yes']);
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    expect(err).toMatch(new RegExp(`--all for all jobs ${named}$`));
  });

  test('takes a product and env without --all beside an option that chooses among their jobs', async () => {
    const { code, sent } = await ductape('y', [verb, ...PRD, '--no-recurring']);
    expect(code).toBe(0);
    expect(sent[1]).toEqual({ url, ...scope, recurring: false, as_of: CREATED, total: 4812 });
  });

  test('counts first, shows what by product, env and state, and asks', async () => {
    const { asked, err, sent, code } = await ductape('n', [verb, ...ALL_OF_PRD]);
    expect(asked).toMatch(new RegExp(`^${verb} 4 812 jobs of shop in prd.*\\? .*\\[y/N\\] $`, 'i'));
    expect(err).toMatch(/shop +prd +scheduled +4800\nshop +prd +queued +12\n/);
    expect(err).toContain('Nothing was changed.');
    expect({ sent, code }).toEqual({ sent: [{ url, ...allOfPrd, dry_run: true }], code: 1 });
  });

  test.each(['y', 'yes', ' Y '])(
    'is done when a person says %j, to the jobs there were when it counted',
    async (word) => {
      const { sent, code, out } = await ductape(word, [verb, ...ALL_OF_PRD]);
      expect(sent[1]).toEqual({ url, ...allOfPrd, as_of: CREATED, total: 4812 });
      expect(out).toMatch(/ed 4 812 jobs of shop in prd.*\.\n$/i);
      expect({ code, calls: sent.length }).toEqual({ code: 0, calls: verb === 'resume' ? 4 : 2 });
    },
  );

  test.each(['', 'n', 'no', 'yess', 'all'])('is not done when a person says %j', async (word) => {
    const { sent, code } = await ductape(word, [verb, ...ALL_OF_PRD]);
    expect({ code, calls: sent.length }).toEqual({ code: 1, calls: 1 });
  });

  test('is refused without a terminal to ask at, naming --yes, also for programs', async () => {
    for (const more of [[], ['--json']]) {
      const { sent, code, err, out } = await ductape(undefined, [verb, ...ALL_OF_PRD, ...more]);
      expect({ code, calls: sent.length, out }).toEqual({ code: 2, calls: 1, out: '' });
      expect(err).toMatch(/4 812 jobs of shop in prd.*--yes/);
    }
  });

  test('is done without a question when --yes is given, and answers programs with its progress', async () => {
    const { sent, code, asked, out } = await ductape(undefined, [verb, ...ALL_OF_PRD, '--yes', '--json']);
    expect({ code, calls: sent.length, asked }).toEqual({ code: 0, calls: 2, asked: '' });
    expect(JSON.parse(out)).toEqual(done);
  });

  test('asks nothing where there is nothing to do, or it is only to be counted', async () => {
    const none = { ...planned, count: 0, counts: [] };
    for (const [args, count] of [
      [[verb, ...ALL_OF_PRD], none],
      [[verb, ...ALL_OF_PRD, '--dry-run'], planned],
    ] as const) {
      const { sent, code, asked, out } = await ductape('y', [...args], { count });
      expect({ code, calls: sent.length, asked }).toEqual({
        code: 0,
        calls: verb === 'resume' ? 3 : 1,
        asked: '',
      });
      expect(out).toMatch(/^Would .* of shop in prd.*Nothing was changed\.$/m);
    }
  });

  test('ends with 1 when some jobs could not be changed, or it was given up', async () => {
    const failures = [{ job_id: 'job_\u001b[2J', error: 'TypeError' }];
    const failed = await ductape('y', [verb, ...ALL_OF_PRD], { end: { ...done, failed: 1200, failures } });
    expect(failed).toMatchObject({
      code: 1,
      err: expect.stringContaining('1 200 jobs could not be changed'),
    });
    expect(failed.err).toContain('job_\\u001b[2J could not be changed: TypeError');
    const lost = await ductape('y', [verb, ...ALL_OF_PRD], { end: { ...done, status: 'failed' } });
    expect(lost).toMatchObject({ code: 1, err: expect.stringContaining('given up') });
  });

  test.each(['--dry-run', '--all', '--recurring'])(
    'is not mixed with jobs by their ids: %s',
    async (option) => {
      const { code, err, sent } = await ductape('y', [verb, 'job_1', option]);
      expect({ code, sent }).toEqual({ code: 2, sent: [] });
      expect(err).toContain(`takes the ids of jobs or ${option}, not both`);
    },
  );
});

test.each<[string[], string]>([
  [['pause', '--all'], 'Pause 4 812 jobs of all products?'],
  [['pause', '--env', 'prd', '--all'], 'Pause 4 812 jobs of all products in prd?'],
  [['pause', '--product', 'shop', '--all'], 'Pause 4 812 jobs of shop in all envs?'],
  [
    ['cancel', ...PRD, '--status', 'scheduled,queued', '--no-recurring', '--namespace', 'events'],
    'Cancel 4 812 one-time events jobs of shop in prd that are scheduled or queued? This cannot be undone.',
  ],
  [
    ['retry', ...PRD, '--error', 'TIMEOUT', '--from', '2026-01-01', '--to', `${CREATED}`],
    'Retry 4 812 jobs of shop in prd whose last error is TIMEOUT created from 2026-01-01 created until 2026-01-01 00:00:00Z?',
  ],
  [['resume', ...ALL_OF_PRD], 'Resume 4 812 jobs of shop in prd that were paused with others?'],
  [
    ['resume', ...ALL_OF_PRD, '--include-paused-by-hand'],
    'Resume 4 812 jobs of shop in prd that were paused with others or by their id?',
  ],
])('%j asks with its filter in words', async (args, question) => {
  expect((await ductape('n', args)).asked).toBe(`${question} [y/N] `);
});

test('a product and env of the environment are named too, and are not a filter', async () => {
  process.env['DUCTAPE_PRODUCT'] = 'shop';
  process.env['DUCTAPE_ENV'] = 'prd';
  try {
    expect(await ductape('y', ['pause'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--all for all jobs of shop in prd$/),
      sent: [],
    });
    const { asked, sent } = await ductape('y', ['pause', '--all']);
    expect(asked).toBe('Pause 4 812 jobs of shop in prd? [y/N] ');
    expect(sent[1]).toMatchObject({ all: true, ...scope });
  } finally {
    delete process.env['DUCTAPE_PRODUCT'];
    delete process.env['DUCTAPE_ENV'];
  }
});

test('an empty product and env of the environment count as not set', async () => {
  process.env['DUCTAPE_PRODUCT'] = '';
  process.env['DUCTAPE_ENV'] = '';
  try {
    const { asked, sent } = await ductape('n', ['pause', '--all']);
    expect(asked).toBe('Pause 4 812 jobs of all products? [y/N] ');
    expect(sent).toEqual([{ url: '/v1/jobs/bulk/pause', all: true, dry_run: true }]);
  } finally {
    delete process.env['DUCTAPE_PRODUCT'];
    delete process.env['DUCTAPE_ENV'];
  }
});

test('one job is one job', async () => {
  const count = { ...planned, count: 1, counts: counts.slice(0, 1) };
  expect((await ductape('n', ['pause', ...ALL_OF_PRD], { count })).asked).toBe(
    'Pause 1 job of shop in prd? [y/N] ',
  );
});

describe('a question', () => {
  test.each([
    ['the line that is typed', 'yes\nno\n', 'yes'],
    ['nothing when the input ends', null, ''],
    ['nothing when Ctrl-C is pressed', '\u0003', ''],
  ])('is answered with %s', async (_what, typed, answer) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answered = ask(
      'Really? [y/N] ',
      Object.assign(input, { isTTY: true, setRawMode: () => input }),
      Object.assign(output, { isTTY: true, columns: 80 }),
    );
    if (typed === null) input.end();
    else input.write(typed);
    expect(await answered).toBe(answer);
    expect(String(output.read())).toContain('Really? [y/N] ');
  });
});

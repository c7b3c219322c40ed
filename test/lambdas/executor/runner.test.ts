import type { EnvConfig } from '../../../contract/config.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import { Deferral, RunError } from '../../../core/errors/run-error.ts';
import { NewerFormat } from '../../../core/formats/format.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { NamespaceRun } from '../../../core/ports/namespace.ts';
import { attemptsOf, NOW } from './attempts.ts';

const SECRET = 'pl4nted "s3cret"/&';
const DERIVED = 'token-made-of-it';
const app = { provider: 'http', baseUrl: 'http://127.0.0.1:1', events: {} } as const;
const env: EnvConfig = { actions: { app }, inputSecrets: ['KEY'] };
const target = { resource: 'app', event: 'e' };

/** Every way in which a value may have got into a text. */
const forms = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
];

describe('a secret that inputs may name', () => {
  const read = async (secrets: Record<string, string>) => {
    const { attempt } = attemptsOf(env, async () => ({ files: forms(SECRET) }), secrets);
    return await attempt('actions', { target, input: {} });
  };

  test('is hidden in a run that names none and reads what an earlier one stored', async () => {
    const outcome = await read({ KEY: SECRET });
    expect(outcome).toEqual({ ok: true, result: { files: forms(SECRET).map(() => '***') } });
  });

  test('fails no run when it does not exist', async () => {
    expect(await read({})).toMatchObject({ ok: true });
  });
});

describe('a secret that an attempt has used', () => {
  const input = { token: '$Secret{KEY}', nested: ['Bearer $Secret{KEY}'] };

  const planted = async (handle: NamespaceRun) => {
    const { attempt, faults } = attemptsOf(env, handle, { KEY: SECRET, OTHER: 'other-secret' });
    const outcome = await attempt('actions', { target, input });
    return { outcome, all: JSON.stringify([outcome, faults]) };
  };
  const expectClean = (text: string) => {
    for (const form of [...forms(SECRET), ...forms(DERIVED), 'other-secret']) {
      expect(text).not.toContain(form);
      expect(text).not.toContain(JSON.stringify(form).slice(1, -1));
    }
  };

  test('reaches the handler', async () => {
    let got: unknown;
    await planted(async (request) => {
      got = request.input;
    });
    expect(got).toEqual({ token: SECRET, nested: [`Bearer ${SECRET}`] });
  });

  test('is in no result: as text, in keys, nested, encoded, or as the beginning of a long one', async () => {
    const { outcome, all } = await planted(async (request, context) => {
      context.hide(DERIVED);
      const other = await resolveSecrets('$Secret{OTHER}', context.secrets);
      const echo = JSON.stringify(request.input);
      return { echo, forms: forms(SECRET), [SECRET]: other, deep: [{ DERIVED, basic: forms(DERIVED) }] };
    });
    expect(outcome).toMatchObject({ ok: true });
    expectClean(all);
    const long = await planted(async (request) => `${'x'.repeat(70_000)}${request.input['token']}`);
    expect(long.outcome).toMatchObject({ ok: true, result: { truncated: true } });
    expect(long.all).not.toContain('pl4n');
  });

  test('is in no error, nor in what is logged of it and of its causes', async () => {
    const { outcome, all } = await planted(async (request) => {
      const cause = Object.assign(new Error(`refused ${request.input['token']}`), { code: `E_${SECRET}` });
      throw new RunError('CARD_DECLINED', `no: ${request.input['token']}`, { cause });
    });
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'CARD_DECLINED', message: 'no: ***' } });
    expectClean(all);
    const bug = await planted(async (request) => {
      throw new TypeError(`cannot read ${request.input['token']}`);
    });
    expect(bug.outcome).toMatchObject({ failure: { code: 'INTERNAL_ERROR' } });
    expectClean(bug.all);
  });

  test('is in nothing as part of an encoded longer text, which the input has made of it', async () => {
    const basic = (text: string) => Buffer.from(text).toString('base64');
    const { all } = await planted(async (request) => basic(`${asRecord(request.input['nested'])[0]}`));
    expect(all).not.toContain(basic(`Bearer ${SECRET}`).slice(0, 20));
  });

  test('is not to be had by an input where the config does not let inputs name it', async () => {
    const { attempt } = attemptsOf(env, async () => 'reached', { OTHER: 'other-secret' });
    const outcome = await attempt('actions', { target, input: { x: '$Secret{OTHER}' } });
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'FORBIDDEN' } });
  });
});

describe('the token of a session', () => {
  const TOKEN = 'tok-of-a-session';
  const APP_SECRET = 'zq7-pl4nted';
  const echoed = async (token: string, handle: NamespaceRun) => {
    const { attempt } = attemptsOf(env, handle, { KEY: APP_SECRET });
    return JSON.stringify(await attempt('actions', { target, input: {} }, {}, { tag: 't', token }));
  };

  test('reaches the handler, and is in no result and no error', async () => {
    let got: unknown;
    const result = await echoed(TOKEN, async (_request, { session }) => {
      got = session;
      return { echo: `Bearer ${session?.token}` };
    });
    expect(got).toEqual({ tag: 't', token: TOKEN });
    const failure = await echoed(TOKEN, async (_request, { session }) => {
      throw new RunError('DENIED', `no ${session?.token}`);
    });
    expect([result, failure].join()).not.toContain(TOKEN);
  });

  test('tells a caller that chooses it nothing of a secret, wherever it reaches into one', async () => {
    const echo: NamespaceRun = async (_request, { secrets }) =>
      `authorization: Bearer ${await resolveSecrets('$Secret{KEY}', secrets)}; end`;
    const expected = '{"ok":true,"result":"authorization: Bearer ***; end"}';
    for (let length = 1; length < APP_SECRET.length; length += 1) {
      const guesses = [
        `Bearer ${APP_SECRET.slice(0, length)}`,
        `authorization: Bearer ${APP_SECRET.slice(0, length)}`,
        `${APP_SECRET.slice(-length)}; end`,
        ` ${APP_SECRET.slice(0, length)}`,
        APP_SECRET.slice(0, length),
        'Bearer wrong',
      ];
      for (const guess of guesses) expect([guess, await echoed(guess, echo)]).toEqual([guess, expected]);
    }
  });
});

describe('operators of an input', () => {
  const echo = attemptsOf(env, async (request) => request.input).attempt;

  test('see the run as it was claimed, whichever attempt it is', async () => {
    const input = {
      at: '$Now()',
      n: '$Var(execution_count)',
      due: '$Var(occurrence)',
      who: '$Session{token}',
    };
    const expected = { at: NOW + 7, n: 4, due: NOW, who: 'tok' };
    expect(await echo('actions', { target, input })).toEqual({ ok: true, result: expected });
    expect(await echo('actions', { target, input }, { attempt: 3, started_at: NOW + 90_000 })).toEqual({
      ok: true,
      result: expected,
    });
  });

  test('that cannot be evaluated fail the attempt, naming the place', async () => {
    expect(await echo('actions', { target, input: { x: { y: '$Add(a, 1)' } } })).toMatchObject({
      failure: { code: 'VALIDATION_ERROR', message: expect.stringContaining('input.x.y') },
    });
  });

  test('are evaluated in named operations too, before the input fills them', async () => {
    const files: EnvConfig = {
      storage: {
        files: {
          provider: 's3',
          bucket: 'bucket',
          events: {
            log: { operation: 'upload', input: { fileName: 'log-$Format($Now(), "YYYY")-{{name}}.txt' } },
          },
        },
      },
    };
    let got: unknown;
    const { attempt } = attemptsOf(files, async (request) => {
      got = { target: request.target, input: request.input };
    });
    const input = { name: '$$Now()', data: {} };
    await attempt('storage', { target: { resource: 'files', event: 'log' }, input });
    expect(got).toEqual({
      target: { resource: 'files', operation: 'upload' },
      input: { fileName: 'log-2030-$Now().txt' },
    });
  });
});

describe('a named operation at a run', () => {
  const tagged = (preset: Record<string, unknown>) => {
    const events = { e: { operation: 'update' as const, input: { table: 't', ...preset } } };
    const database = { db: { provider: 'postgres' as const, url: 'postgres://h/d', events } };
    let got: unknown;
    const { attempt } = attemptsOf({ database }, async ({ input }) => {
      got = input;
    });
    return async (input: Record<string, unknown>, session = { tag: 't', token: 'tok' }) => {
      const outcome = await attempt(
        'database',
        { target: { resource: 'db', event: 'e' }, input },
        {},
        session,
      );
      return outcome.ok === true ? got : outcome;
    };
  };

  test('has a condition of one value, whatever an operator of the dispatch made of it', async () => {
    const run = tagged({ where: { id: '{{id}}' } });
    expect(await run({ id: '$Concat("a", "b")' })).toEqual({ table: 't', where: { id: 'ab' } });
    expect(await run({ id: '$Split("a,b", ",")' })).toMatchObject({
      failure: {
        code: 'VALIDATION_ERROR',
        message: 'input.id: {{id}} takes text, a number or a boolean; got a list',
      },
    });
    expect(await run({ id: { $ne: 'zzz' } })).toMatchObject({ failure: { code: 'VALIDATION_ERROR' } });
  });

  test.each(['{{evil}}', '{{evil:any}}'])(
    'is not filled again by what an operator gave: a tag of %s',
    async (tag) => {
      const run = tagged({ where: { id: '{{id}}', scope: '$Session{tag}' } });
      expect(await run({ id: 1, evil: { $ne: '' } }, { tag, token: 'tok' })).toEqual({
        table: 't',
        where: { id: 1, scope: tag },
      });
    },
  );

  test('has operators that work on what fills its placeholders, which is not read for operators', async () => {
    const run = tagged({
      data: { name: '$Uppercase("{{name}}")', n: '$Add({{n}}, 1)' },
      where: { id: '{{name}}' },
    });
    expect(await run({ name: '$$Uppercase("x"), "y")', n: 2 })).toEqual({
      table: 't',
      data: { name: '$UPPERCASE("X"), "Y")', n: 3 },
      where: { id: '$Uppercase("x"), "y")' },
    });
  });
});

describe('an attempt', () => {
  test('is over at its limit, and the handler is told', async () => {
    let told = false;
    const { attempt } = attemptsOf(env, async (_request, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      told = true;
    });
    expect(await attempt('actions', { target, input: {} })).toMatchObject({ failure: { code: 'TIMEOUT' } });
    expect(told).toBe(true);
  });

  test('may be put aside by its handler', async () => {
    const { attempt, faults } = attemptsOf(env, async () => {
      throw new Deferral(NOW + 5000);
    });
    expect(await attempt('actions', { target, input: {} })).toEqual({
      ok: 'deferred',
      deferral: { until: NOW + 5000 },
    });
    expect(faults).toEqual([]);
  });

  test('that asks for what a newer release noted waits for that release', async () => {
    const { attempt, progress } = attemptsOf(env, async (_request, context) => await context.progress.get());
    progress.get = async () => {
      throw new NewerFormat('progress of a run', 2, 1);
    };
    const outcome = await attempt('actions', { target, input: {} });
    expect(outcome).toEqual({ ok: 'deferred', deferral: { until: expect.any(Number) } });
  });

  test('waits its turn at an app with a limit, and gives its place back whatever happens', async () => {
    const limited: EnvConfig = { actions: { app: { ...app, limits: { concurrency: 1 } } } };
    const gate = Promise.withResolvers<void>();
    let fail = false;
    const { attempt } = attemptsOf(limited, async () => {
      if (fail) throw new RunError('X', 'x');
      await gate.promise;
    });
    const first = attempt('actions', { target, input: {} });
    const second = attempt('actions', { target, input: {} }, { occurrence: NOW + 1 });
    expect(await second).toMatchObject({ ok: 'deferred', deferral: { slot: 'wanted' } });
    gate.resolve();
    expect(await first).toMatchObject({ ok: true });
    fail = true;
    expect(await attempt('actions', { target, input: {} }, { occurrence: NOW + 2 })).toMatchObject({
      ok: false,
    });
    expect(await attempt('actions', { target, input: {} }, { occurrence: NOW + 3 })).toMatchObject({
      ok: false,
    });
  });
});

describe('an attempt of a run that continues another', () => {
  test('sends the same under the same idempotency key', async () => {
    const asked: unknown[] = [];
    const { attempt } = attemptsOf(env, async ({ input }, { identity, number, occurrence }) => {
      asked.push({ input, identity, number, occurrence });
    });
    const names = ['execution_count', 'occurrence', 'scheduled_at'];
    const input = { now: '$Now()', ...Object.fromEntries(names.map((name) => [name, `$Var(${name})`])) };
    const first = { number: 4, occurrence: NOW, claimed_at: NOW + 7 };
    await attempt('actions', { target, input }, first);
    const origin = { ...first, scheduled_at: NOW, tz: 'UTC' };
    const again = { number: 5, occurrence: NOW + 60_000, claimed_at: NOW + 60_007 };
    await attempt('actions', { target, input }, { ...again, origin });
    expect(asked[1]).toEqual(asked[0]);
    expect(asked[0]).toMatchObject({
      number: 4,
      occurrence: NOW,
      input: { now: NOW + 7, execution_count: 4 },
    });
  });
});

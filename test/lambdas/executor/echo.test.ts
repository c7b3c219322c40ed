import type { EnvConfig } from '../../../contract/config.ts';
import { PLATFORM_CODES, STEERING_CODES } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { NamespaceRun } from '../../../core/ports/namespace.ts';
import { run } from '../../../namespaces/actions/run.ts';
import { run as notify } from '../../../namespaces/notifications/run.ts';
import { errorCode, thrownCode } from '../../../namespaces/shared/error-code.ts';
import { json } from '../../http-server.ts';
import { TestApp } from '../../namespaces/actions/test-app.ts';
import { attemptsOf } from './attempts.ts';

const app = new TestApp();
beforeAll(() => app.start());
beforeEach(() => app.reset());
afterAll(() => app.stop());

const SECRET = 'sk-live-7Hq0aZ/3+f"w';

describe('an app that echoes what a caller guesses of its token', () => {
  const guesses = Array.from({ length: SECRET.length - 1 }, (_, end) => SECRET.slice(0, end + 1)).flatMap(
    (right) => [right, `${right.slice(0, -1)}~`],
  );

  /** All that is kept of a run: its outcome and what is logged of it. */
  const kept = async (token: string, guess: string, how: string) => {
    const events = { echo: { method: 'POST', path: '/echo' } } as const;
    const auth = { type: 'bearer', token: '$Secret{TOKEN}' } as const;
    const env: EnvConfig = { actions: { a: { provider: 'http', baseUrl: app.origin, auth, events } } };
    const { attempt, faults } = attemptsOf(env, run, { TOKEN: token });
    const outcome = await attempt('actions', {
      target: { resource: 'a', event: 'echo' },
      input: { guess, how },
    });
    return { outcome, faults };
  };

  const answers: Record<string, (guess: string) => [number, unknown, Record<string, string>]> = {
    'a result': (guess) => [200, { [guess]: guess, deep: [encodeURIComponent(guess), btoa(guess)] }, {}],
    'a long result': (guess) => [200, 'x'.repeat(65_530) + guess, {}],
    'an error': (guess) => [400, { message: `no ${guess}`, code: guess }, {}],
    'a long error': (guess) => [500, { error: { message: 'x'.repeat(1990) + guess } }, {}],
    'a header': (guess) => [503, { message: guess }, { 'retry-after': guess, 'x-echo': guess }],
    'a redirect': (guess) => [
      302,
      {},
      { location: `https://elsewhere.example/${encodeURIComponent(guess)}` },
    ],
  };

  test.each(Object.keys(answers))('tells nothing of it in %s', async (how) => {
    app.answer = ({ body }, response) => {
      const asked = JSON.parse(body);
      const [status, said, headers] = answers[how]?.(asked.guess) ?? [200, null, {}];
      json(response, status, said, headers);
    };
    for (const guess of guesses) {
      const unrelated = 'nothing-like-the-guess';
      expect(await kept(SECRET, guess, how)).toEqual(await kept(unrelated, guess, how));
    }
    expect(JSON.stringify(await kept(SECRET, SECRET, how))).not.toContain('7Hq0aZ');
  });
});

describe('an app that breaks what it knows into lines', () => {
  const broken = (text: string, at: number) => text.replaceAll(new RegExp(`.{${at}}`, 'g'), '$&\r\n');
  const encodings: Record<string, (at: number) => string> = {
    base64: (at) => broken(Buffer.from(SECRET).toString('base64'), at),
    hex: (at) => broken(Buffer.from(SECRET).toString('hex'), at),
  };
  const places: Record<string, (said: string) => [number, unknown, Record<string, string>]> = {
    'the message of a refusal': (said) => [422, { message: `dump:\n${said}` }, {}],
    'the message of a failure': (said) => [500, { error: { message: said } }, {}],
    'a refusal in plain text': (said) => [422, said, { 'content-type': 'text/plain' }],
    'a result': (said) => [200, { said }, {}],
  };

  test.each(
    Object.keys(places).flatMap((place) => Object.keys(encodings).map((how) => [place, how] as const)),
  )('tells none of its token in %s in %s', async (place, how) => {
    const events = { echo: { method: 'POST', path: '/echo' } } as const;
    const auth = { type: 'bearer', token: '$Secret{TOKEN}' } as const;
    const env: EnvConfig = { actions: { a: { provider: 'http', baseUrl: app.origin, auth, events } } };
    for (const at of [1, 4, 7, 20]) {
      app.answer = (_request, response) => {
        const [status, said, headers] = places[place]?.(encodings[how]?.(at) ?? '') ?? [500, null, {}];
        if (typeof said === 'string') response.writeHead(status, headers).end(said);
        else json(response, status, said, headers);
      };
      const { attempt } = attemptsOf(env, run, { TOKEN: SECRET });
      const outcome = await attempt('actions', { target: { resource: 'a', event: 'echo' }, input: {} });
      const told = JSON.stringify(outcome).replaceAll(/\\[rn]|\s/g, '');
      expect(told).toContain('***');
      expect(told).not.toContain(encodings[how]?.(1000) ?? '');
    }
  });
});

describe('an app that makes a code of what it knows', () => {
  const token = 'Q4tk8W8E2R6Z3';
  const escaped = [...token].map((sign) => `%${sign.charCodeAt(0).toString(16)}`).join('');
  const named: [string, string][] = [
    ['as it is', token],
    ['in hex', `E${Buffer.from(token).toString('hex')}`],
    ['in upper-case hex', `ERR_${Buffer.from(token).toString('hex').toUpperCase()}`],
    ['in base64', `E${Buffer.from(token).toString('base64')}`],
    ['in a URL', `E${escaped}`],
  ];

  test.each(named)(
    'tells none of its token %s in the code or the message of an action',
    async (_how, code) => {
      const events = { echo: { method: 'POST', path: '/echo' } } as const;
      const auth = { type: 'bearer', token: '$Secret{TOKEN}' } as const;
      const env: EnvConfig = { actions: { a: { provider: 'http', baseUrl: app.origin, auth, events } } };
      app.answer = (_request, response) => json(response, 422, { code, message: 'no' }, {});
      const { attempt } = attemptsOf(env, run, { TOKEN: token });
      const outcome = await attempt('actions', { target: { resource: 'a', event: 'echo' }, input: {} });
      expect(outcome).toMatchObject({ failure: { code: '***', message: 'POST /echo answered 422: no' } });
    },
  );

  test.each(named)('tells none of it %s in the code or the message of a callback', async (_how, code) => {
    const env: EnvConfig = {
      notifications: {
        n: {
          provider: 'channels',
          callback: { url: `${app.origin}/callback`, headers: { 'x-token': '$Secret{TOKEN}' } },
          messages: { told: { callback: {} } },
        },
      },
    };
    app.answer = (_request, response) => json(response, 422, { code }, {});
    const { attempt } = attemptsOf(env, notify, { TOKEN: token });
    const target = { resource: 'n', event: 'told' };
    const outcome = await attempt('notifications', { target, input: { callback: {} } });
    expect(outcome).toMatchObject({ ok: false, failure: { code: '***' } });
    const letters = JSON.stringify(outcome)
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .toUpperCase();
    for (const [, spelled] of named)
      expect(letters).not.toContain(spelled.replaceAll(/^ERR|^E|[^A-Za-z0-9]/g, '').toUpperCase());
  });
});

describe('what a run keeps beside its result', () => {
  test('is not a secret in the notes for its next attempt, be it an address to write to', async () => {
    const messages = { note: { email: { subject: 's', text: 't' } } };
    const sender = { transport: 'smtp', url: 'smtp://127.0.0.1:1', from: 'a@b.example' } as const;
    const env: EnvConfig = {
      notifications: { n: { provider: 'channels', email: sender, messages } },
      inputSecrets: ['MAIL'],
    };
    const mail = 'ada.secret@shop.example';
    const noting: NamespaceRun = async (request, context) => {
      await context.progress.set({ [mail]: { to: asRecord(request.input['email']).recipients, n: 1 } });
      return await notify(request, context);
    };
    const { attempt, notes } = attemptsOf(env, noting, { MAIL: mail });
    const outcome = await attempt('notifications', {
      target: { resource: 'n', event: 'note' },
      input: { email: { recipients: ['$Secret{MAIL}'] } },
    });
    expect(await notes()).toEqual({ '***': { to: ['***'], n: 1 } });
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'CONNECTION_ERROR' } });
    expect(JSON.stringify(outcome)).not.toContain('ada.secret');
  });
});

describe('an attempt whose target has answered', () => {
  const env: EnvConfig = {
    actions: {
      app: { provider: 'http', baseUrl: 'http://127.0.0.1:1', events: {}, limits: { concurrency: 1 } },
    },
  };
  const asked = { target: { resource: 'app', event: 'e' }, input: {} };

  test('is a success though its place at the target cannot be given back', async () => {
    const { attempt, faults, limiter } = attemptsOf(env, async () => 'done');
    limiter.release = () => Promise.reject(new Error('throttled'));
    expect(await attempt('actions', asked)).toEqual({ ok: true, result: 'done' });
    expect(faults).toMatchObject([{ text: 'throttled' }]);
  });

  test.each<[string, unknown]>([
    ['a cause of itself', Object.assign(new Error('x'), { name: 'X' })],
    ['a code that throws', Object.assign(new Error('x'), { code: Object.create(null) })],
    ['nothing', undefined],
  ])('fails with an outcome whatever is thrown: %s', async (_what, thrown) => {
    if (thrown instanceof Error) thrown.cause = thrown;
    const { attempt } = attemptsOf(env, async () => {
      throw thrown;
    });
    expect(await attempt('actions', asked)).toMatchObject({ ok: false, failure: { code: 'INTERNAL_ERROR' } });
  });

  test('fails with a message and a code of bounded length, cut when secrets are out', async () => {
    const { attempt, faults } = attemptsOf(
      { ...env, inputSecrets: ['KEY'] },
      async (request) => {
        const message = `${'x'.repeat(1990)}${request.input['key']}${'y'.repeat(1_000_000)}`;
        throw new RunError('A'.repeat(100), message, { cause: new Error(message) });
      },
      { KEY: SECRET },
    );
    const outcome = await attempt('actions', { ...asked, input: { key: '$Secret{KEY}' } });
    expect(outcome).toMatchObject({
      failure: { code: `${'A'.repeat(63)}…`, message: `${'x'.repeat(1990)}***${'y'.repeat(6)}…` },
    });
    expect(JSON.stringify(faults).length).toBeLessThan(5000);
    expect(JSON.stringify([outcome, faults])).not.toContain('sk-');
  });
});

describe("a code of the platform's own", () => {
  const spellings = (code: string) => {
    const words = code.toLowerCase().split('_');
    const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
    const camel = words.map(capital).join('');
    return [
      code,
      ...['-', ' ', '.', '__', '\n', '＿'].map((sign) => words.join(sign)),
      camel,
      camel.charAt(0).toLowerCase() + camel.slice(1),
      words.join(''),
      `_${code}_`,
      ` ${code}! `,
      code.split('').join('_'),
    ];
  };

  test.each(PLATFORM_CODES)('cannot be named by an app: %s', (code) => {
    for (const name of spellings(code)) expect([name, errorCode(name)]).toEqual([name, undefined]);
  });

  test.each(PLATFORM_CODES)('can be thrown by a function only where it steers retries: %s', (code) => {
    const steers: readonly string[] = STEERING_CODES;
    for (const name of spellings(code)) {
      expect([undefined, ...(steers.includes(code) ? [code] : [])]).toContain(thrownCode(name));
    }
    expect(thrownCode(code)).toBe(steers.includes(code) ? code : undefined);
  });

  test('is not one that merely resembles it', () => {
    expect(errorCode('CANCELLED_BY_BANK')).toBe('CANCELLED_BY_BANK');
    expect(errorCode('PAYMENT_TIMEOUT')).toBe('PAYMENT_TIMEOUT');
  });
});

import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { resolveSecrets } from '../../core/input/resolve-secrets.ts';
import { fill } from '../../core/input/template.ts';
import { errorCode } from '../shared/error-code.ts';
import { type Answer, send as sendCall } from '../shared/http.ts';
import { typeOfStatus } from '../shared/http-status.ts';
import { retryAfterMs } from '../shared/retry-after.ts';
import type { ChannelInputs } from './channels.ts';
import { sendEach } from './each.ts';
import { paramsOf } from './fit.ts';
import type { Send } from './run.ts';

/** Headers that are the scheduler's or the connection's own. */
const RESERVED =
  /^(idempotency-key|host|content-length|connection|transfer-encoding|expect|upgrade|te|trailer)$/;

/** Calls the url of the config; the stored body is filled, without one the variables are the body. */
export const send: Send = async ({ resource, stored, input, context }, ledger) => {
  const { callback: settings } = resource;
  if (!settings || !stored.callback || !input.callback) return;
  const { method = 'POST', headers = {} } = settings;
  const given = input.callback;
  const words = stored.callback.body;
  const body = words === undefined ? (given.body ?? {}) : fill(words, given.body ?? {});
  const url = urlOf(settings.url, given);
  const own = await Promise.all(
    Object.entries(headers).map(
      async ([name, value]) => [name, await resolveSecrets(value, context.secrets)] as const,
    ),
  );
  const all = {
    'content-type': 'application/json',
    ...headersOf(given.headers ?? {}),
    ...headersOf(Object.fromEntries(own)),
    'idempotency-key': context.identity,
  };
  await sendEach('callback', [settings.url], ledger, context.signal, async () => {
    const call = { method, url, headers: all, ...(method !== 'GET' && { body: JSON.stringify(body) }) };
    const answer = await sendCall(call, context);
    if (answer.status >= 200 && answer.status < 300) return { result: answer.status };
    throw refused(answer);
  });
};

function urlOf(template: string, { params = {}, query = {} }: NonNullable<ChannelInputs['callback']>): URL {
  const filled = paramsOf(template).reduce((url, name) => {
    const value = String(params[name] ?? '');
    if (value === '' || /^\.{1,2}$/.test(value)) {
      throw new RunError(ErrorCode.Validation, `input.callback.params.${name}: not fit for a path`);
    }
    return url.replace(`:${name}`, () => encodeURIComponent(value));
  }, template);
  const url = new URL(filled);
  for (const [name, value] of Object.entries(query)) {
    for (const item of [value].flat()) url.searchParams.append(name, String(item));
  }
  return url;
}

function headersOf(headers: Record<string, string>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of entries) {
    if (RESERVED.test(name) || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new RunError(
        ErrorCode.Validation,
        `input.callback.headers: "${name.slice(0, 60)}" may not be set so`,
      );
    }
  }
  return Object.fromEntries(entries);
}

function refused(answer: Answer): RunError {
  const wait = retryAfterMs(answer.headers['retry-after'], Date.now());
  const code = errorCode(codeIn(answer)) ?? typeOfStatus(answer.status);
  return new RunError(code, `the callback answered ${answer.status}`, {
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

function codeIn({ body }: Answer): unknown {
  try {
    const said = Object(JSON.parse(new TextDecoder().decode(body)));
    return said.code ?? Object(said.error).code;
  } catch {
    return undefined;
  }
}

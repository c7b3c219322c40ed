import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord, defined } from '../../../contract/plain-data.ts';
import { RunError, validationFailure } from '../../../core/errors/run-error.ts';
import { mapTexts } from '../../../core/input/operators/texts.ts';
import { resolveSecrets, SECRET, secretNames } from '../../../core/input/secret-reference.ts';
import { fill } from '../../../core/input/template.ts';
import type { Secrets } from '../../../core/ports/access.ts';
import { errorCode } from '../../shared/error-code.ts';
import { nameFault, valueFault } from '../../shared/header.ts';
import { type Answer, send as sendCall } from '../../shared/http.ts';
import { typeOfStatus } from '../../shared/http-status.ts';
import { retryAfterMs } from '../../shared/retry-after.ts';
import { readCallback } from './callback-request.ts';
import { sendEach } from './each.ts';
import type { Send } from './send.ts';

/** Calls the url of the config, with its secrets; the stored body is filled, without one the variables are the body. */
export const send: Send = async ({ resource, stored, input, context }, ledger) => {
  const { callback: settings } = resource;
  if (!settings || !stored.callback || !input.callback) return;
  const { method = 'POST', headers = {} } = settings;
  const given = input.callback;
  const words = stored.callback.body;
  const body =
    words === undefined ? (given.body ?? {}) : await filled(words, given.body ?? {}, context.secrets);
  const url = await resolveSecrets(settings.url, {
    get: async (name) => inPath(await context.secrets.get(name)),
  });
  const request = readCallback(given, { ...settings, url });
  if (!request.ok) throw validationFailure(request.issues);
  const own = await Promise.all(
    Object.entries(headers).map(
      async ([name, value]) => [name.toLowerCase(), await resolveSecrets(value, context.secrets)] as const,
    ),
  );
  const wrong = own.find(([name, value]) => nameFault(name) ?? valueFault(value));
  if (wrong) throw new RunError(ErrorCode.Validation, `the configured header "${wrong[0]}" cannot be sent`);
  const all = {
    'content-type': 'application/json',
    ...request.value.headers,
    ...Object.fromEntries(own),
    'idempotency-key': context.identity,
  };
  await sendEach('callback', [settings.url], ledger, context.signal, async () => {
    const { url } = request.value;
    const call = { method, url, headers: all, ...(method !== 'GET' && { body: JSON.stringify(body) }) };
    const answer = await sendCall(call, context);
    if (answer.status >= 200 && answer.status < 300) return { result: answer.status };
    throw refused(answer);
  });
};

/** A secret as it stands in a path: a colon in it begins no placeholder. */
const inPath = (secret: string) => secret.replaceAll(':', '%3A');

/**
 * The words filled, and with the secrets they name. A secret is one more variable: it is never read for placeholders, nor what a dispatch gives
 * for secrets.
 */
async function filled(
  words: unknown,
  variables: Record<string, unknown>,
  secrets: Secrets,
): Promise<unknown> {
  const names = secretNames(JSON.stringify(words));
  const variableOf = (name: string) => `config_secret_${names.indexOf(name)}`;
  const known = await Promise.all(
    names.map(async (name) => [variableOf(name), await secrets.get(name)] as const),
  );
  const marked = mapTexts(
    words,
    (text) => text.replaceAll(SECRET, (_whole, name: string) => `{{${variableOf(name)}}}`),
    (text) => text.includes('$Secret{'),
  );
  return fill(marked, { ...variables, ...Object.fromEntries(known) });
}

function refused(answer: Answer): RunError {
  const wait = retryAfterMs(answer.headers['retry-after'], Date.now());
  const name = codeIn(answer);
  const own = errorCode(name);
  return new RunError(
    own ?? typeOfStatus(answer.status),
    `the callback answered ${answer.status}`,
    defined({ retryAfterMs: wait, said: own && String(name) }),
  );
}

function codeIn({ body }: Answer): unknown {
  try {
    const said = asRecord(JSON.parse(new TextDecoder().decode(body)));
    return said.code ?? asRecord(said.error).code;
  } catch {
    return undefined;
  }
}

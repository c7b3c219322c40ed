import type { HttpApp } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun } from '../../core/ports/namespace-run.ts';
import { readAnswer } from './answer.ts';
import { buildCall } from './call.ts';
import { eventOf } from './event.ts';
import { knownSecrets } from './known-secrets.ts';
import { readRequest } from './request.ts';
import { send } from './transport.ts';

/** Calls one event of an HTTP app, with the run's identity as idempotency key. */
export const run: NamespaceRun<HttpApp> = async ({ resource: app, target, input }, context) => {
  const event = eventOf(app, target);
  if (!event.ok) throw new RunError(ErrorCode.NotFound, event.message);
  const request = readRequest(input, app, event.value);
  if (!request.ok) {
    const said = request.issues.map(({ path, message }) => `${path}: ${message}`);
    throw new RunError(ErrorCode.Validation, said.join('; '));
  }
  const secrets = knownSecrets(context.secrets);
  const call = await buildCall(app, event.value, request.value, context.identity, secrets);
  secrets.add(call.headers['authorization']?.replace(/^(Basic|Bearer) /, '') ?? '');
  try {
    return readAnswer(await send(call, context.signal), secrets.hide, Date.now());
  } catch (error) {
    throw error instanceof RunError ? named(error, `${event.value.method} ${event.value.path}`) : error;
  }
};

/** Says which call it was by its declared path, not by the values in it. */
function named(error: RunError, call: string): RunError {
  const { retryAfterMs, cause } = error;
  return new RunError(error.code, `${call} ${error.message}`, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(cause !== undefined && { cause }),
  });
}

import { ErrorCode } from '../../../contract/errors.ts';
import type { HttpApp, HttpEvent } from '../../../contract/resources/actions.ts';
import { RunError, validationFailure } from '../../../core/errors/run-error.ts';
import type { NamespaceRun, RunContext } from '../../../core/ports/namespace.ts';
import { type Answer, send, UnreadAnswer } from '../../shared/http.ts';
import { unkeptUnread } from '../../shared/unkept.ts';
import { readAnswer } from './answer.ts';
import { buildCall } from './call.ts';
import { accessToken } from './oauth2.ts';
import { type AppRequest, eventOf, readRequest } from './request.ts';

/** Calls one event of an HTTP app, with the run's identity as idempotency key. */
export const run: NamespaceRun<HttpApp> = async ({ resource: app, target, input }, context) => {
  const event = eventOf(app, target);
  if (!event.ok) throw new RunError(ErrorCode.NotFound, event.message);
  const request = readRequest(input, app, event.value);
  if (!request.ok) throw validationFailure(request.issues);
  try {
    const answer = await call(app, event.value, request.value, context);
    return readAnswer(answer, event.value, Date.now());
  } catch (error) {
    if (error instanceof UnreadAnswer) return unkeptUnread(error);
    throw error instanceof RunError ? named(error, `${event.value.method} ${event.value.path}`) : error;
  }
};

/** Sends the call; a kept token that the app does not accept any more is replaced, once. */
async function call(
  app: HttpApp,
  event: HttpEvent,
  request: AppRequest,
  context: RunContext,
): Promise<Answer> {
  const { auth } = app;
  const sendWith = async (token?: string) =>
    await send(await buildCall(app, event, request, context, token), context);
  if (auth?.type !== 'oauth2') return await sendWith();
  const token = await accessToken(auth, context, Date.now());
  const answer = await sendWith(token.value);
  if (answer.status !== 401 || !token.kept) return answer;
  const fresh = await accessToken(auth, context, Date.now(), token.value);
  return await sendWith(fresh.value);
}

/** Says which call it was by its declared path, not by the values in it. */
function named(error: RunError, call: string): RunError {
  return error.told(`${call} ${error.message}`);
}

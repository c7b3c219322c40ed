import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { NamespaceRun, RunRequest } from '../../../core/ports/namespace.ts';
import { doneOnce, unreadSuccess } from '../aws-effect.ts';
import { awsRunError } from '../aws-error.ts';
import { regionalClients } from '../per-access.ts';
import { readAnswer } from './answer.ts';
import { eventOf } from './run-event.ts';

/**
 * Invokes the resource's function and waits for what it returns, which is not kept where the function says so or Lambda cannot carry it.
 * @throws RunError with the name of what the function threw (`CardDeclined` is `CARD_DECLINED`), `FUNCTION_ERROR`
 * where that says nothing, `TIMEOUT` where it ran out of time, and the mapped type of what Lambda itself refused
 */
export const run: NamespaceRun = async ({ resource, target, input }, context) => {
  const functionArn = await resolveSecrets(arnOf(resource), context.secrets);
  const { signal } = context;
  const event = eventOf({ target, input }, context);
  const answer = await clientFor(context.aws, regionOf(functionArn))
    .send(new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) }), {
      abortSignal: signal,
    })
    .catch((error: unknown) => {
      const unread = unreadSuccess(error);
      if (unread) return unread;
      if (!signal.aborted) throw awsRunError(error);
      throw new RunError(ErrorCode.Timeout, 'the function did not answer in time', { cause: error });
    });
  if ('kept' in answer) return answer;
  const payload = new TextDecoder().decode(Buffer.from(answer.Payload ?? []));
  return readAnswer(payload, answer.FunctionError !== undefined);
};

function arnOf(resource: RunRequest['resource']): string {
  if (resource.provider === 'lambda') return resource.functionArn;
  throw new RunError(ErrorCode.Internal, `"${resource.provider}" is not a Lambda function`);
}

const clientFor = regionalClients((settings) =>
  doneOnce(
    new LambdaClient({
      ...settings,
      // An attempt invokes once: whether there is another is for the job's retry policy to say.
      maxAttempts: 1,
      // A connection kept over a freeze of this process is dead, and the SDK cannot tell that from a function
      // that has already run; so each invocation has its own.
      requestHandler: {
        ...settings.requestHandler,
        httpAgent: new HttpAgent({ keepAlive: false }),
        httpsAgent: new HttpsAgent({ keepAlive: false }),
      },
    }),
  ),
);

const regionOf = (functionArn: string) => /^arn:[^:]+:lambda:([a-z0-9-]+):/.exec(functionArn)?.[1];

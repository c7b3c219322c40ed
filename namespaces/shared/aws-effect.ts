import type { LambdaClient } from '@aws-sdk/client-lambda';
import { asRecord } from '../../contract/plain-data.ts';
import { awsRunError } from './aws-error.ts';
import { Unkept } from './unkept.ts';

/** What the SDK puts on an error of an answer that it could not read. */
interface Unread {
  $response?: { statusCode?: number; headers?: Record<string, string | undefined> };
}

/** Thrown in the place of an error behind a status that said success; nothing of it makes the SDK call again. */
class UnreadSuccess extends Error {
  override readonly name = 'UnreadSuccess';
  readonly $metadata: { httpStatusCode: number };

  constructor(httpStatusCode: number) {
    super('the answer could not be read');
    this.$metadata = { httpStatusCode };
  }
}

/**
 * The client, for calls that have an effect of their own each time: where the answer breaks off or cannot be read behind
 * a status of success, the SDK would make the call again, and the effect would be doubled.
 */
export function doneOnce<C extends { middlewareStack: unknown }>(client: C): C {
  // All clients have the same stack, but for the types of their commands.
  const stack = client.middlewareStack as LambdaClient['middlewareStack'];
  stack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const { $response }: Unread = asRecord(error);
        const { statusCode = 0, headers = {} } = $response ?? {};
        // Lambda tells by this header that the function threw.
        const isSuccess = statusCode >= 200 && statusCode < 300 && !('x-amz-function-error' in headers);
        throw isSuccess ? new UnreadSuccess(statusCode) : error;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'doneOnce' },
  );
  return client;
}

/** The result of a run whose one call of a {@link doneOnce} client succeeded unread; undefined for all other errors. */
export function unreadSuccess(error: unknown): Unkept | undefined {
  if (!(error instanceof UnreadSuccess)) return undefined;
  return new Unkept(error.message, error.$metadata.httpStatusCode);
}

/**
 * What the one call of a {@link doneOnce} client answered, as `read` has it, or that it succeeded unread.
 * @throws RunError by {@link awsRunError} for every other error
 */
export async function effectOf<Answer, Result>(
  call: Promise<Answer>,
  read: (answer: Answer) => Result,
): Promise<Result | Unkept> {
  try {
    return read(await call);
  } catch (error) {
    const unread = unreadSuccess(error);
    if (unread) return unread;
    throw awsRunError(error);
  }
}

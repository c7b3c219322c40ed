import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import { ErrorCode, type Problem } from '../../contract/errors.ts';
import { RequestError, validationError } from '../../core/errors/request-error.ts';
import { moment } from '../../core/schedule/moment.ts';
import { DAY } from '../../core/time/units.ts';
import { check } from '../../core/validation/check.ts';
import { toProblem } from '../../lambdas/dispatch/problem.ts';
import { parseBody } from '../../lambdas/dispatch/request.ts';
import { forbidden, isOfProgramOrOwnPage } from '../lambda/loopback-guard.ts';
import type { Pace } from './pace.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The routes of the clock; not below `/v1`, for AWS has no such thing. */
export const CLOCK_ROUTES = ['GET /_clock', 'POST /_clock/advance'] as const;

/** What passes in the machine's time, whatever the clock says. */
const NOT_MOVED = [
  'timeouts of attempts, functions and connections',
  'everything while a run is at work: its leases and deadlines pass no faster than its timeouts',
  'certificates of TLS, and every server that handlers reach: its own clock, and the age of what is signed for it',
  'Wait states and timestamps of local state machines',
  'timestamps that SQS, SNS, S3, EventBridge and DynamoDB set themselves, and the deduplication window of FIFO queues',
  'retries of asynchronous invocations',
  'callers: a start_at made of their Date.now() is in the time of their machine',
];

/** A call that is not done by then is answered with 202; ms. API Gateway waits 30 s. */
const PATIENCE = 20_000;
const YEAR = 366 * DAY;

const Advance = z
  .strictObject({ ms: z.int().min(1).max(YEAR).optional(), to: moment.optional() })
  .refine(({ ms, to }) => (ms === undefined) !== (to === undefined), 'either "ms" or "to" is expected');

/** Answers the clock's routes, as a function behind the HTTP API would. */
export function clockFunction(clock: VirtualClock, pace: Pace, speed: number) {
  const view = () => ({
    now: iso(clock.now()),
    speed,
    ahead_ms: clock.offset(),
    ...(pace.goal !== undefined && { advancing_to: iso(pace.goal) }),
    not_moved: NOT_MOVED,
  });

  async function answer(event: APIGatewayProxyEventV2): Promise<object> {
    if (event.routeKey === CLOCK_ROUTES[0]) return response(200, view());
    if (!isOfProgramOrOwnPage(event.headers))
      return problemResponse(
        forbidden('Only programs and the dashboard of this very address may move the clock.'),
      );
    const to = goalOf(event, clock.now());
    if (pace.goal !== undefined) {
      const message = `The clock is being moved to ${iso(pace.goal)}; wait until GET /_clock names no such goal.`;
      throw new RequestError(ErrorCode.IllegalTransition, message);
    }
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => resolve('late'), PATIENCE);
    const outcome = await Promise.race([pace.advanceTo(to), late]);
    clearTimeout(timer);
    return response(outcome === 'late' ? 202 : 200, view());
  }

  return {
    async invoke(payload: Buffer | string) {
      const event = JSON.parse(payload.toString()) as APIGatewayProxyEventV2;
      const result = await answer(event).catch((error: unknown) => problemResponse(toProblem(error)));
      return { statusCode: 200, payload: Buffer.from(JSON.stringify(result)) };
    },
  };
}

/** Where a call wants the clock, Unix ms. @throws RequestError when that is not ahead */
function goalOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2, now: number): number {
  const given = parseBody(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  const wanted = check(Advance, given === undefined ? {} : given);
  if (!wanted.ok) throw validationError(wanted.issues);
  const { ms = 0, to = now + ms } = wanted.value;
  if (to <= now) {
    throw validationError([{ path: 'to', message: `must be after the clock, which says ${iso(now)}` }]);
  }
  if (to > now + YEAR) {
    throw validationError([{ path: 'to', message: `must be at most a year after ${iso(now)}` }]);
  }
  return to;
}

function response(statusCode: number, body: object, type = 'application/json') {
  return { statusCode, headers: { 'content-type': type }, body: JSON.stringify(body) };
}

const problemResponse = (problem: Problem) => response(problem.status, problem, 'application/problem+json');

const iso = (time: number) => new Date(time).toISOString();

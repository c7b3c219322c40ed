import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { awsPorts } from '../aws-ports.ts';
import { Env, requiredNumber } from '../environment.ts';
import { lastingPatience, measureInvocation } from '../invocation.ts';
import { createLogger } from '../logger.ts';
import { checkClock } from '../own-clients.ts';
import { createTelemetry, publishMetrics } from '../telemetry.ts';
import { createHandler } from './handler.ts';

const logger = createLogger();
const metrics = new Metrics();
const ports = awsPorts(createTelemetry(logger, metrics, requiredNumber(Env.failuresInARow)))(lastingPatience);

export const handler = middy(createHandler(ports, logger))
  .use(measureInvocation())
  .use(injectLambdaContext(logger))
  .use(publishMetrics(metrics))
  .use(checkClock(ports.touch, ports.telemetry));

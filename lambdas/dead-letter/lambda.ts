import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { awsPorts } from '../aws-ports.ts';
import { publishMetrics } from '../publish-metrics.ts';
import { createTelemetry } from '../telemetry.ts';
import { createHandler } from './handler.ts';

const logger = new Logger();
const metrics = new Metrics();

export const handler = middy(createHandler(awsPorts(createTelemetry(logger, metrics)), logger))
  .use(injectLambdaContext(logger))
  .use(publishMetrics(metrics));

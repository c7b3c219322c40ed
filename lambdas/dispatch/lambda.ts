import { createHash } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import config from 'ductape-config';
import { inputs } from '../../namespaces/input-registry.ts';
import { awsPorts } from '../aws-ports.ts';
import { Env } from '../environment.ts';
import { publishMetrics } from '../publish-metrics.ts';
import { requiredNumber } from '../settings.ts';
import { createTelemetry } from '../telemetry.ts';
import { createHandler } from './handler.ts';

const logger = new Logger();
const metrics = new Metrics();

const setup = {
  config,
  inputs,
  productsClaim: process.env[Env.productsClaim] ?? 'products',
  maxTimeout: requiredNumber(Env.maxTimeoutMs),
  digest: (text: string) => createHash('sha256').update(text).digest('base64url'),
};

export const handler = middy(createHandler(setup, awsPorts(createTelemetry(logger, metrics)), logger))
  .use(injectLambdaContext(logger))
  .use(publishMetrics(metrics));

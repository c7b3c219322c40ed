import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import config from 'ductape-config';
import { ownersOf } from '../../core/config/find-resource.ts';
import { runFor } from '../../namespaces/run-registry.ts';
import { awsPorts } from '../aws-ports.ts';
import { ownSecrets } from '../own-secrets.ts';
import { publishMetrics } from '../publish-metrics.ts';
import { createTelemetry } from '../telemetry.ts';
import { createHandler } from './handler.ts';
import { createRunner } from './runner.ts';
import { watchStretches } from './watch-stretches.ts';

const logger = new Logger();
const metrics = new Metrics();
const ports = awsPorts(createTelemetry(logger, metrics));

const onFault = (fault: unknown) => logger.warn('an attempt failed', { fault });
const runner = createRunner({ ...ports, config, secrets: ownSecrets(), runFor, onFault });
const hold = (receiptHandle: string, ms: number) => ports.queue.hold(receiptHandle, ms);

export const handler = middy(createHandler({ ports, runner, hold, owners: ownersOf(config), logger }))
  .use(injectLambdaContext(logger))
  .use(watchStretches(logger))
  .use(publishMetrics(metrics));

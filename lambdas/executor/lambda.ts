import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import config from 'ductape-config';
import { environmentSecrets } from '../../adapters/aws/environment-secrets.ts';
import { SecretsManagerSecrets } from '../../adapters/aws/secrets-manager.ts';
import { ownersOf } from '../../core/config/find-resource.ts';
import { runFor } from '../../namespaces/run-registry.ts';
import { awsPorts } from '../aws-ports.ts';
import { Env } from '../environment.ts';
import { publishMetrics } from '../publish-metrics.ts';
import { createTelemetry } from '../telemetry.ts';
import { createHandler } from './handler.ts';
import { createRunner } from './runner.ts';

const logger = new Logger();
const metrics = new Metrics();
const ports = awsPorts(createTelemetry(logger, metrics));

const fromEnvironment = process.env[Env.secretSource] === 'environment';
const secrets = fromEnvironment ? environmentSecrets : new SecretsManagerSecrets(new SecretsManagerClient());
const onFault = (fault: unknown) => logger.warn('an attempt failed', { fault });
const runner = createRunner({ ...ports, config, secrets, runFor, onFault });
const hold = (receiptHandle: string, ms: number) => ports.queue.hold(receiptHandle, ms);

export const handler = middy(createHandler({ ports, runner, hold, owners: ownersOf(config), logger }))
  .use(injectLambdaContext(logger))
  .use(publishMetrics(metrics));

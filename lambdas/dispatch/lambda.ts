import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import config from 'ductape-config';
import { AesEncrypter } from '../../adapters/webhooks/aes-encrypter.ts';
import { VERSION } from '../../contract/version.ts';
import type { Secrets } from '../../core/ports/access.ts';
import type { Post } from '../../core/ports/webhooks.ts';
import { inputs } from '../../namespaces/input-registry.ts';
import { awsPorts } from '../aws-ports.ts';
import { digest } from '../digest.ts';
import { Env, required, requiredNumber } from '../environment.ts';
import { callPatience, measureInvocation } from '../invocation.ts';
import { keepSweep } from '../keep-sweep.ts';
import { createLogger } from '../logger.ts';
import { checkClock } from '../own-clients.ts';
import { createTelemetry, publishMetrics } from '../telemetry.ts';
import { createHandler } from './handler.ts';
import { createHealth } from './health.ts';
import { createPage, type SignIn } from './page.ts';

const logger = createLogger();
const metrics = new Metrics();
const ports = awsPorts(
  createTelemetry(logger, metrics, requiredNumber(Env.failuresInARow)),
  config,
)(callPatience);

const localReceivers = process.env[Env.localReceivers] === 'allowed';

// Loaded by the calls that need them: no other call pays for it.
let secrets: Promise<Secrets> | undefined;
const keyText = async () => {
  secrets ??= import('../own-secrets.ts').then(({ ownSecrets }) => ownSecrets());
  return await (await secrets).get(required(Env.webhookKey));
};
const post: Post = async (request) => {
  const { createPost } = await import('../../adapters/webhooks/post.ts');
  return await createPost({ local: localReceivers })(request);
};

const setup = {
  config,
  inputs,
  claims: {
    products: process.env[Env.productsClaim] ?? 'products',
    access: process.env[Env.accessClaim] ?? 'access',
  },
  about: {
    version: VERSION,
    retention_days: requiredNumber(Env.retentionDays),
    ...(process.env[Env.clockCheck] === 'off' && { clock: 'virtual' as const }),
  },
  maxTimeout: requiredNumber(Env.maxTimeoutMs),
  localReceivers,
  isHealthy: createHealth(ports.touch),
  encrypter: new AesEncrypter(keyText),
  post,
  digest,
};

const signIn = process.env[Env.dashboard];
const page = signIn === undefined ? undefined : createPage(JSON.parse(signIn) as SignIn);

export const handler = middy(createHandler(setup, ports, logger, page))
  .use(measureInvocation())
  .use(injectLambdaContext(logger))
  .use(publishMetrics(metrics))
  .use(checkClock(ports.touch, ports.telemetry))
  .use(keepSweep(required(Env.sweepSchedule), ports));

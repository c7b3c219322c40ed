import { join } from 'node:path';
import { Env } from '../lambdas/environment.ts';
import { LOCAL, LOCAL_CREDENTIALS } from './names.ts';

/** In the data directory: what the functions' processes have compiled. */
export const COMPILE_CACHE = 'compile-cache';

/** Where the engines listen. */
export interface Endpoints {
  /** DynamoDB with the tables that the config names. */
  dynamoDb: string;
  /** DynamoDB with the scheduler's own table: another, so that no statement of a job reaches it. */
  table: string;
  messaging: string;
  scheduler: string;
  lambda: string;
  stepFunctions: string;
  eventBus: string;
  sts: string;
}

/** What functions are given beside the template's environment: where the engines are, and the secrets. */
export function functionEnvironment(
  endpoints: Endpoints,
  dataDirectory: string,
  secrets: Record<string, string | undefined> = {},
  { clockOfItsOwn, port }: { clockOfItsOwn: boolean; port?: number | undefined } = { clockOfItsOwn: false },
): Record<string, string> {
  const known = Object.entries(secrets).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    ...Object.fromEntries(known),
    AWS_REGION: LOCAL.region,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
    AWS_ENDPOINT_URL_SQS: endpoints.messaging,
    AWS_ENDPOINT_URL_SNS: endpoints.messaging,
    AWS_ENDPOINT_URL_S3: endpoints.messaging,
    AWS_ENDPOINT_URL_SCHEDULER: endpoints.scheduler,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
    AWS_ENDPOINT_URL_SFN: endpoints.stepFunctions,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventBus,
    AWS_ENDPOINT_URL_STS: endpoints.sts,
    [Env.secretSource]: 'environment',
    // On a laptop receivers are on it, and what was just set is tried at once.
    [Env.localReceivers]: 'allowed',
    [Env.webhookListSeconds]: '1',
    // The engines keep to the machine's clock.
    ...(clockOfItsOwn && { [Env.clockCheck]: 'off' }),
    ...(port && { [Env.dashboardUrl]: `http://127.0.0.1:${port}` }),
    NODE_COMPILE_CACHE: join(dataDirectory, COMPILE_CACHE),
  };
}

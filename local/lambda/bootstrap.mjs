// The runtime inside an execution environment: a client of the Lambda Runtime API, with the behaviour of nodejs24.x.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { install, machineNow, setOffset } from './virtual-time.mjs';

const { env } = process;
const agent = new Agent({ keepAlive: true });
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');
// Only a host with a virtual clock says by how much it is ahead.
const [, , offset] = process.argv;
if (offset !== undefined) install(host, port, offset);

/** Asks the host to answer a result with the next invocation, which spares an exchange: its own, unlike the rest. */
const NEXT = { 'then-next': 'yes' };

function call(method, path, body, more) {
  return new Promise((done, fail) => {
    const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body), ...more };
    const req = request({ agent, host, port, method, path: `/2018-06-01/runtime${path}`, headers }, (res) => {
      const chunks = [];
      res.on('data', (chunk) => chunks.push(chunk));
      res.on('end', () =>
        done({ status: res.statusCode, headers: res.headers, body: Buffer.concat(chunks).toString() }),
      );
      res.on('error', fail);
    });
    req.on('error', fail);
    req.end(body);
  });
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function typed(name, message) {
  return Object.assign(new Error(message), { name });
}

async function report(title, path, error) {
  const failure = JSON.stringify(describe(error));
  console.error(`${title}\t${failure}`);
  return await call('POST', path, failure);
}

async function loadHandler() {
  const [, file, name] = /^((?:.*\/)?[^/.]+)\.(.+)$/.exec(env._HANDLER) ?? [];
  if (file === undefined) throw typed('Runtime.MalformedHandlerName', `Bad handler: ${env._HANDLER}`);
  const base = resolve(env.LAMBDA_TASK_ROOT, file);
  const path = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find(existsSync);
  if (path === undefined) {
    throw typed('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  }
  const module = await import(pathToFileURL(path).href);
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== 'function') {
    throw typed('Runtime.HandlerNotFound', `${env._HANDLER} is undefined or not exported`);
  }
  if (handler.length >= 3) {
    throw typed('Runtime.CallbackHandlerDeprecated', 'Node.js 24 has no callback-based handlers');
  }
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - machineNow(),
  };
}

/** Runs an invocation; resolves to the next one. */
async function answer(handler, { headers, body }) {
  if (offset !== undefined) setOffset(headers['clock-offset-ms']);
  const context = contextOf(headers);
  const path = `/invocation/${context.awsRequestId}`;
  try {
    const result = await handler(JSON.parse(body), context);
    const text = JSON.stringify(result === undefined ? null : result) ?? 'null';
    const next = await call('POST', `${path}/response`, text, NEXT);
    if (next.status === 200) return next;
  } catch (error) {
    await report('Invoke Error', `${path}/error`, error);
  }
  return await call('GET', '/invocation/next');
}

new Worker(new URL('./host-watch.mjs', import.meta.url), {
  workerData: { host, port: Number(port) },
  resourceLimits: { maxOldGenerationSizeMb: 16 },
}).unref();

// Node writes its compile cache when a process ends by itself, and the host ends environments with SIGKILL. After two
// seconds at work the cache also holds what is compiled at its first call; the next environments start from it.
setInterval(flushCompileCache, 2000).unref();

const handler = await loadHandler().catch(async (error) => {
  await report('Init Error', '/init/error', error);
  process.exit(1);
});
// An error nobody catches ends the process with status 1, as it does AWS's client for Node.js 24.
let invocation = await call('GET', '/invocation/next');
while (true) invocation = await answer(handler, invocation);

import { join } from 'node:path';
import type { Blueprint } from './blueprint.ts';
import type { CloudClock } from './clock/start-clock.ts';
import { environmentsOf } from './environments.ts';
import { startEventSource } from './lambda/event-source.ts';
import type { LambdaFunction } from './lambda/function.ts';
import { startStreamSource } from './lambda/stream-source.ts';
import { LOCAL } from './names.ts';
import type { Deliver } from './scheduler/delivery.ts';
import type { Stack } from './stack.ts';

/** What runs is waited for at the end, ms; the jobs of what is abandoned are armed again at the next start. */
const RUNS_MS = 2000;

/** What the event sources of an embedded cloud are made of. */
export interface SourceParts {
  blueprint: Blueprint;
  named: (name: string) => LambdaFunction;
  /** Where SQS listens. */
  messaging: string;
  /** Where the DynamoDB with the tables of the template listens. */
  table: string;
  dataDirectory: string;
  deliver: Deliver;
  log: (line: string) => void;
  time: CloudClock | undefined;
  chaos: (() => number) | undefined;
}

/** Starts the template's event source mappings of queues and streams. @returns whether something waits that a function will take at once */
export async function startSources(parts: SourceParts, stack: Stack): Promise<() => boolean> {
  const { blueprint, named, messaging, time, log, deliver, chaos } = parts;
  const queues = blueprint.sources.map((plan) => {
    const { functionName, queueName, maximumConcurrency: _onAws, ...rest } = plan;
    const queueUrl = `${messaging}/${LOCAL.account}/${queueName}`;
    return startEventSource({
      ...rest,
      // One that sleeps must not hold up the clock's idea of what else is at work in its environment.
      ...(time && { batchSize: 1 }),
      function: named(functionName),
      endpoint: messaging,
      queueUrl,
      log,
      maximumConcurrency: environmentsOf(plan, blueprint.sources),
    });
  });
  await stack.add(
    Promise.resolve({
      stop: async () => void (await Promise.all(queues.map((source) => source.stop(RUNS_MS, 'abandon')))),
    }),
  );
  const starting = blueprint.streams.map(async (mapping) => {
    const source = await startStreamSource({
      mapping,
      function: named(mapping.functionName),
      endpoint: parts.table,
      directory: join(parts.dataDirectory, 'streams'),
      log,
      discard: (arn, input) => deliver({ arn, input }),
      ...(time && { clock: time.clock }),
      ...(chaos && { chaos }),
    });
    return { ...source, stop: () => source.stop(RUNS_MS) };
  });
  const streams = await Promise.all(starting.map((each) => stack.add(each)));
  return () => {
    const isQueued = blueprint.sources.some(
      ({ functionName, queueName }) => named(functionName).free() > 0 && time?.queues.ready(queueName),
    );
    return streams.map((source) => source.isBehind()).includes(true) || isQueued;
  };
}

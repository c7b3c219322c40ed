import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ductape } from '../sdk/client.ts';
import { httpTransport } from '../sdk/http-transports.ts';
import type { Beginning, Invocation, Told } from './cloud-process.ts';
import type { Engine, EngineParts } from './engine.ts';
import { Peer } from './peer.ts';

/** The program of the embedded cloud: beside this one, in the sources and in what is built. */
const PROGRAM = ['cloud-process.ts', 'cloud-process.js'].map((name) => join(import.meta.dirname, name));

/**
 * Starts the embedded cloud in a process of its own, with data that go when it stops: a test runner may load no ES module, which it is.
 * That process keeps the one of the test from its end only while it is asked for something, and ends with it.
 */
export async function startEmbedded({ config, functions, secrets, at, scope }: EngineParts): Promise<Engine> {
  const child = fork(PROGRAM.find(existsSync) ?? '', {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  let reason = 'the embedded cloud has ended';
  let ahead = 0;
  const peer = new Peer(child, {
    async invoke(invocation: Invocation) {
      ({ ahead } = invocation);
      const called = functions.find(({ name }) => name === invocation.name);
      return await called?.invoke(invocation.payload, ahead);
    },
    async crashed(stack: string) {
      reason = `the embedded cloud has crashed: ${stack}`;
    },
  });
  child.once('exit', () => peer.end(new Error(reason)));
  child.once('error', (error) => peer.end(error));
  let asked = 0;
  const ask = async <T extends Told>(name: string, given: unknown): Promise<T> => {
    if (asked++ === 0) child.channel?.ref();
    try {
      const answer = await peer.call<T>(name, given);
      ({ ahead } = answer);
      return answer;
    } finally {
      if (--asked === 0) child.channel?.unref();
    }
  };
  const stop = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.ref();
    if (child.connected) child.disconnect();
    await ended;
  };
  try {
    const names = functions.map(({ name }) => name);
    const beginning: Beginning = { config, functions: names, secrets, at };
    const { url } = await ask<Told & { url: string }>('start', beginning);
    return {
      client: new Ductape({ transport: httpTransport({ endpoint: url }), ...scope }),
      now: () => Date.now() + ahead,
      async passTo(moment) {
        await ask('passTo', moment);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

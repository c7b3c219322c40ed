import type { Patience } from '../../adapters/aws/patient.ts';
import { NoCapacity } from '../../core/errors/run-error.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { Process, Step } from './process.ts';
import type { World } from './world.ts';

/** A call of a process, which may be made again for lack of an answer. */
interface Call {
  step: Step;
  carryOut(args: unknown[]): Promise<unknown>;
  isWritten: boolean;
}

/** What asks whether the stream has lost something: where it never does, these neither fail nor take time. */
const ABOUT_LOSSES = ['reading', 'putReading', 'pulse'];

function die(process: Process): void {
  process.dead = true;
}

/** Every method takes a while, may be refused, may lose its answer, and may be where the process dies. */
export function faulty<T extends object>(
  world: World,
  port: T,
  name: Step['port'],
  process: Process,
  patience?: Patience,
): T {
  return new Proxy(port, {
    get: (target, property) => {
      const method: unknown = Reflect.get(target, property);
      if (typeof method !== 'function') return method;
      if (ABOUT_LOSSES.includes(String(property)) && !world.stream.outage) return method.bind(target);
      return (...args: unknown[]) => {
        const step = { port: name, method: String(property), args };
        const call = { step, carryOut: (given: unknown[]) => method.apply(target, given), isWritten: false };
        return patience ? patience.call(() => once(world, call, process)) : once(world, call, process);
      };
    },
  });
}

/** Makes a call once; it stays without an answer when the process dies. */
function once(world: World, call: Call, process: Process): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { chance, faults } = world;
    const { step } = call;
    if (process.dead) return;
    const goOn = () => {
      if (process.dead) return;
      world.calls += 1;
      const crash = world.dieAt?.call === world.calls ? world.dieAt.moment : undefined;
      if (crash === 'before' || chance.happens(faults.death)) return die(process);
      if (chance.happens(faults.throttle)) return reject(new NoCapacity('throttled'));
      const throttle = world.throttles?.at(step, world.time.now);
      if (throttle && !throttle.carriedOut) return reject(throttle.error);
      const result = call.carryOut([...step.args]).then((value) => known(world, call, value));
      if (crash === 'after' || chance.happens(faults.death)) return die(process);
      if (throttle) return void result.then(() => reject(throttle.error), reject);
      if (chance.happens(faults.lostAnswer)) return reject(new Error('answer lost'));
      result.then((value) => !process.dead && resolve(value), reject);
    };
    world.pass(process, chance.between(0, 8), goOn, step);
  });
}

/** What a repeated write of a row comes to: its condition does not hold any more, and the row that stands may be this very one. */
function known(world: World, call: Call, value: unknown): unknown {
  const { port, method, args } = call.step;
  if (port !== 'jobs' || (method !== 'commit' && method !== 'create')) return value;
  const [row] = args as [JobRow];
  const isStanding = call.isWritten && world.jobs.rows.get(row.id)?.version === row.version;
  call.isWritten ||= value === true;
  return value === true || isStanding;
}

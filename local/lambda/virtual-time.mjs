// Time inside an execution environment whose host has a virtual clock. While the function works the clock is the
// machine's and an offset; what waits by `node:timers/promises` asks the host to be woken, and learns the offset anew.
// Timers with callbacks guard I/O (timeouts of attempts, of clients) and stay in the machine's time.
import { request } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const MachineDate = Date;
const machineWait = timers.setTimeout;
// Shorter waits are not worth asking the host, ms.
const SHORT = 20;
let offset = 0;

/** The machine's time, Unix ms. */
export const machineNow = () => MachineDate.now();

/** Takes over the clock's offset, ms. */
export function setOffset(ms) {
  offset = Number(ms);
}

/** Has everything in this process see the virtual clock; `host` and `port` are the Runtime API's. */
export function install(host, port, initialOffset) {
  setOffset(initialOffset);
  const now = () => MachineDate.now() + offset;
  globalThis.Date = new Proxy(MachineDate, {
    apply: () => new MachineDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  MachineDate.prototype.constructor = globalThis.Date;
  timers.setTimeout = async (delay = 1, value, options = {}) => {
    if (!(delay >= SHORT)) return await machineWait(delay, value, options);
    setOffset(await sleepUntil({ host, port, time: now() + delay, signal: options.signal }));
    return value;
  };
  syncBuiltinESMExports();
}

/** Resolves to the clock's offset when it has reached `time`. */
function sleepUntil({ host, port, time, signal }) {
  return new Promise((done, fail) => {
    const path = '/2018-06-01/runtime/clock/sleep';
    const req = request({ host, port, method: 'POST', path, signal }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('end', () => done(text));
      res.on('error', fail);
    });
    req.on('error', fail);
    req.end(String(Math.ceil(time)));
  });
}

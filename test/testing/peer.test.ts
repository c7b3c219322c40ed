import { EventEmitter } from 'node:events';
import { Peer } from '../../testing/peer.ts';

/** Two ends of a channel, by which what is sent goes as JSON. */
function ends() {
  const make = () => Object.assign(new EventEmitter(), { send: (_message: unknown): boolean => true });
  const [here, there] = [make(), make()];
  const to = (other: EventEmitter) => (message: unknown) =>
    other.emit('message', JSON.parse(JSON.stringify(message)));
  here.send = to(there);
  there.send = to(here);
  return { here, there };
}

test('each process calls the other and gets its answer, also from within a call', async () => {
  const { here, there } = ends();
  const test = new Peer(here, { double: async (number: number) => number * 2 });
  const cloud: Peer = new Peer(there, {
    add: async (number: number) => (await cloud.call<number>('double', number)) + 1,
  });
  expect(await Promise.all([test.call('add', 5), test.call('add', 7)])).toEqual([11, 15]);
});

test('what the other process throws is thrown here, with its message', async () => {
  const { here, there } = ends();
  new Peer(there, {
    start: async () => {
      throw new RangeError('the port is taken');
    },
  });
  await expect(new Peer(here, {}).call('start', {})).rejects.toThrow('the port is taken');
});

test('where the other process has ended, what waits for it fails, and what comes', async () => {
  const { here } = ends();
  const peer = new Peer(here, {});
  const waiting = peer.call('passTo', 1);
  peer.end(new Error('the embedded cloud has ended'));
  await expect(waiting).rejects.toThrow('the embedded cloud has ended');
  await expect(peer.call('passTo', 2)).rejects.toThrow('the embedded cloud has ended');
});

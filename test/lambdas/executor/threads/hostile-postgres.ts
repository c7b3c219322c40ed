import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** One message of a PostgreSQL server. */
function message(type: string, ...parts: (Buffer | number | string)[]): Buffer {
  const body = Buffer.concat(parts.map(bytesOf));
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Text ends in a zero, numbers have four bytes. */
function bytesOf(part: Buffer | number | string): Buffer {
  if (typeof part === 'string') return Buffer.from(`${part}\0`);
  if (Buffer.isBuffer(part)) return part;
  const four = Buffer.alloc(4);
  four.writeUInt32BE(part);
  return four;
}

const READY = message('Z', Buffer.from('I'));
const WELCOME = Buffer.concat([message('R', 0), READY]);
const short = (n: number) => Buffer.from([n >> 8, n & 255]);

/** A row of one column of this type. */
function row(oid: number, value: Buffer): Buffer {
  const column = [
    Buffer.from('it\0'),
    Buffer.alloc(6),
    Buffer.from([0, 0, oid >> 8, oid & 255]),
    Buffer.alloc(8),
  ];
  return Buffer.concat([
    message('T', short(1), ...column),
    message('D', short(1), value.length, value),
    message('C', 'SELECT 1'),
  ]);
}

const BYTEA = 17;
const TEXT = 25;

/** How a server behaves: what it says first, and what it answers to a statement that is not about settings. */
const MODES: Record<string, { first?: Buffer; answer?: (socket: Socket) => void }> = {
  fine: { answer: (socket) => socket.write(Buffer.concat([row(TEXT, Buffer.from('hello')), READY])) },
  'an authentication that does not exist': { first: message('R', 99) },
  'a message of no length': { first: Buffer.from([82, 0, 0, 0, 0]) },
  'more columns than it sends': {
    answer: (socket) => socket.write(message('T', short(65_535), Buffer.from('it\0'), Buffer.alloc(18))),
  },
  'a text of backslashes that never ends': {
    answer: (socket) => socket.write(Buffer.concat([row(BYTEA, Buffer.from('\\'.repeat(5001))), READY])),
  },
  'a value of a gigabyte': {
    answer: (socket) => {
      const head = Buffer.concat([
        Buffer.from('D'),
        bytesOf(1_000_000_010),
        short(1),
        bytesOf(1_000_000_000),
      ]);
      socket.write(Buffer.concat([message('T', short(1), Buffer.from('it\0'), Buffer.alloc(18)), head]));
      const chunk = Buffer.alloc(1024 * 1024, 120);
      const send = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', send);
      send();
    },
  },
};

/** What a thread may read, but not many at a time. */
export const LARGE = 'a text of sixty megabytes that comes slowly to its end';
const CHUNK = Buffer.alloc(1024 * 1024, 120);
MODES[LARGE] = {
  answer: (socket) => {
    const size = 60 * CHUNK.length;
    const columns = message('T', short(1), Buffer.from('it\0'), Buffer.alloc(18));
    socket.write(Buffer.concat([columns, Buffer.from('D'), bytesOf(size + 10), short(1), bytesOf(size)]));
    for (let sent = 0; sent < 60; sent += 1) socket.write(CHUNK);
    setTimeout(() => socket.write(Buffer.concat([message('C', 'SELECT 1'), READY])), 1500);
  },
};

/** The hostile modes. */
export const HOSTILE = Object.keys(MODES).filter((mode) => !['fine', LARGE].includes(mode));

/** A server on this machine; each connection is given to `serve`. */
export async function startTcpServer(serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? address?.port : undefined,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A server that speaks as much of PostgreSQL's protocol as it takes to hurt a client; `behave` sets how it does from then on. */
export async function startHostilePostgres() {
  let mode = MODES['fine'];
  const server = await startTcpServer((socket) => {
    let welcomed = false;
    socket.on('data', (chunk) => {
      if (!welcomed) {
        welcomed = true;
        socket.write(mode?.first ?? WELCOME);
        return;
      }
      const said = chunk.toString('latin1');
      if (said.startsWith('X')) return;
      const begin = Buffer.concat([message('1'), message('2')]);
      const isSetting = said.includes('set_config') || said.includes('discard all');
      socket.write(isSetting ? Buffer.concat([begin, row(TEXT, Buffer.from('5')), READY]) : begin);
      if (!isSetting) mode?.answer?.(socket);
    });
  });
  return {
    url: `postgres://user:password@127.0.0.1:${server.port}/db`,
    behave: (name: string) => {
      mode = MODES[name];
    },
    stop: server.stop,
  };
}

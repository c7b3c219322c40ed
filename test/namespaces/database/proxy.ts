import { connect, createServer, type Socket } from 'node:net';
import { close, listen } from '../../http-server.ts';

/** Stands before a server, so that the same url can lead to another one, or to none. */
export async function proxy(url: string) {
  let target = new URL(url);
  const sockets = new Set<Socket>();
  let onText: ((text: string) => void) | undefined;
  const server = createServer((near) => {
    const far = connect(Number(target.port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => [near, far].forEach((each) => void each.destroy()));
    }
    near.on('data', (data) => onText?.(String(data)));
    near.pipe(far).pipe(near);
  });
  const { port } = new URL(await listen(server));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    cut,
    leadTo(next: string) {
      target = new URL(next);
    },
    seen: (text: string) =>
      new Promise<void>((resolve) => {
        onText = (sent) => sent.includes(text) && resolve();
      }),
    stop() {
      cut();
      return close(server);
    },
  };
}

import { once } from 'node:events';
import { connect } from 'node:net';
import { readBody } from '../../../local/lambda/http.ts';
import { serveOnLoopback } from '../../../local/lambda/loopback.ts';

test('a connection whose client sends on after its answer is closed', async () => {
  const server = await serveOnLoopback(async (request, response) => {
    const body = await readBody(request, 1000).catch(() => undefined);
    response.writeHead(body ? 200 : 413).end();
  }, 0);
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`POST / HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\ncontent-length: 1000000000\r\n\r\n`);
  const closed = once(socket, 'close');
  const sending = setInterval(() => socket.write('x'.repeat(10_000)), 10);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
  await closed;
  clearInterval(sending);
  await server.stop();
});

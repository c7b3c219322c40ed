import { connect } from 'node:net';

/** What came back for a request. */
export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

/** A request in its very bytes, which HTTP clients would put right. */
export interface RawRequest {
  method?: string;
  /** As on the request line. */
  target?: string;
  version?: string;
  /** Header lines; nothing is added but the length of the body, and the wish to close. */
  headers: string[];
  body?: string;
}

/** Sends a request to a port of 127.0.0.1 and reads the answer to its end. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', target = '/', version = '1.1', headers, body } = request;
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [`${method} ${target} HTTP/${version}`, ...headers, ...length, 'Connection: close', '', ''];
  const socket = connect(port, '127.0.0.1').setTimeout(5000, () => socket.destroy(new Error('no answer')));
  socket.write(lines.join('\r\n') + (body ?? ''));
  const text = Buffer.concat(await socket.toArray()).toString();
  const [head = ''] = text.split('\r\n\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? [];
  return { status: Number(status), head: head.toLowerCase(), body: text.slice(head.length + 4) };
}

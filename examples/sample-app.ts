import type { IncomingMessage } from 'node:http';
import { serveOnLoopback } from '../local/lambda/loopback.ts';

/** A third-party app for the samples: takes payments, and has an endpoint that fails twice before it works. */
export async function startSampleApp(port: number) {
  const payments: { id: string; received: unknown }[] = [];
  const failures = new Map<string, number>();
  const server = await serveOnLoopback(async (request, response) => {
    const body = await read(request);
    const key = String(request.headers['idempotency-key'] ?? '');
    const failed = failures.get(key) ?? 0;
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (request.url === '/payments') {
      const payment = { id: `pay_${key.slice(-6)}`, received: body };
      payments.push(payment);
      return answer(201, { payment: payment.id, received: body });
    }
    if (request.url?.startsWith('/payments/')) return answer(200, { id: request.url.slice(10), paid: true });
    if (request.url !== '/flaky') return answer(404, { code: 'NOT_FOUND' });
    failures.set(key, failed + 1);
    if (failed < 2) return answer(503, { message: 'try again' });
    failures.delete(key);
    return answer(200, { failed });
  }, port);
  return { payments, port: server.port, stop: () => server.stop() };
}

async function read(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

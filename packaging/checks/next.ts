import { equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { Project, userEnvironment } from '../project.ts';
import { startStub } from '../stub.ts';

const ROUTE = `
  import { Ductape } from '@ductape-scheduler/client';
  export async function POST(request: Request) {
    const ductape = new Ductape({ endpoint: process.env.ENDPOINT ?? '', product: 'shop', env: 'dev' });
    const input = await request.json();
    return Response.json(await ductape.actions.dispatch({ app: 'payments', event: 'charge', input }), { status: 202 });
  }`;
const LAYOUT = `export default ({ children }: { children: React.ReactNode }) => <html><body>{children}</body></html>;`;

/** A route of a Next.js app, built for production without the AWS packages, dispatches. */
export async function checkNext(tarballs: Tarballs): Promise<void> {
  using stub = await startStub();
  const project = new Project('next');
  const types = ['typescript@5.9.3', '@types/react@19', '@types/node@24'];
  await project.install(
    'next@16.4.6',
    'react@19',
    'react-dom@19',
    ...types,
    ...tarballsOf(tarballs, 'client', 'contract'),
  );
  project.write({ 'app/orders/route.ts': ROUTE, 'app/layout.tsx': LAYOUT });
  const next = project.installed('next/dist/bin/next');
  const env = { NEXT_TELEMETRY_DISABLED: '1', ENDPOINT: stub.endpoint };
  await project.run(process.execPath, [next, 'build'], env);
  const server = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', '0'], {
    cwd: project.folder,
    env: { ...userEnvironment(), ...env },
  });
  try {
    let text = '';
    for await (const chunk of server.stdout) {
      text += chunk;
      if (text.includes('Ready')) break;
    }
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
    ok(url, text);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/orders`, { method: 'POST', headers, body: '{"amount":9}' });
    equal(answer.status, 202);
    ok(JSON.stringify(stub.bodies).includes('"amount":9'));
    console.log('A route of a Next.js app dispatches.');
  } finally {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  }
}

import type { HttpApp, HttpEvent } from '../../../contract/resources/actions.ts';
import { run } from '../../../namespaces/actions/run.ts';
import { type Answer, type HttpServer, json, type Received, startHttpServer } from '../../http-server.ts';
import { runContext } from '../shared/run-context.ts';

const events: Record<string, HttpEvent> = {
  get: { method: 'GET', path: '/users/:id' },
  list: { method: 'GET', path: '/users' },
  search: { method: 'GET', path: '/search?v=2' },
  head: { method: 'HEAD', path: '/users' },
  post: { method: 'POST', path: '/users' },
  put: { method: 'PUT', path: '/users/:id' },
  drop: { method: 'DELETE', path: '/users/:id' },
  slashes: { method: 'GET', path: '//other.example/x' },
};

/** A real HTTP app on a free port that notes what it is sent and answers as it is told. */
export class TestApp {
  seen: Received[] = [];
  origin = '';
  answer: Answer = answerOk;
  #server: HttpServer | undefined;

  /** Connections made to it. */
  get sockets(): number {
    return this.#server?.connections() ?? 0;
  }

  async start(): Promise<void> {
    this.#server = await startHttpServer((request, response) => {
      this.seen.push(request);
      return this.answer(request, response);
    });
    this.origin = this.#server.endpoint;
  }

  reset(): void {
    this.seen = [];
    this.answer = answerOk;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }

  /** Runs one attempt of the action `event` against it. */
  call(
    event: string,
    input: Record<string, unknown> = {},
    options: { app?: Partial<HttpApp>; context?: Parameters<typeof runContext>[0] } = {},
  ): Promise<unknown> {
    const resource: HttpApp = { provider: 'http', baseUrl: `${this.origin}/v1`, events, ...options.app };
    return run({ resource, target: { resource: 'crm', event }, input }, runContext(options.context));
  }
}

const answerOk: Answer = (_request, response) => json(response, 200, { ok: true });

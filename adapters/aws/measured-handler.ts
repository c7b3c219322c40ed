import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CONNECTION } from './client-settings.ts';
import type { CheckedClock } from './clock.ts';

/** Makes the requests of a client, and lets a clock learn from the `Date` of each answer. */
export class MeasuredHandler extends NodeHttpHandler {
  private readonly clock: CheckedClock;

  constructor(clock: CheckedClock) {
    super(CONNECTION);
    this.clock = clock;
  }

  override async handle(...request: Parameters<NodeHttpHandler['handle']>) {
    const sent = this.clock.read();
    const answer = await super.handle(...request);
    const date = Date.parse(String(answer.response.headers['date']));
    this.clock.learn({ sent, received: this.clock.read(), date });
    return answer;
  }
}

import type { HttpApp } from '../../../contract/resources/actions.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `http` and a run of it. */
export const sample: SampleAt<HttpApp> = ({ host, port }) => ({
  resource: {
    provider: 'http',
    baseUrl: `http://${host}:${port}`,
    auth: { type: 'bearer', token: '$Secret{PASSWORD}' },
    events: { charge: { method: 'POST', path: '/payments' } },
  },
  target: { event: 'charge' },
  input: { amount: 5 },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

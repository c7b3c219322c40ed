import type { Channels } from '../../../contract/resources/notifications.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `channels` and a run of it. */
export const sample: SampleAt<Channels> = ({ host, port }) => ({
  resource: {
    provider: 'channels',
    email: {
      transport: 'smtp',
      url: `smtp://user:$Secret{PASSWORD}@${host}:${port}`,
      from: 'shop@example.com',
    },
    messages: { welcome: { email: { subject: 'Welcome', text: 'Hello.' } } },
  },
  target: { event: 'welcome' },
  input: { email: { recipients: ['a@example.com'] } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

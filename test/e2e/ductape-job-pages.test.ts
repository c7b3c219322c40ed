import { WEBHOOK_EVENTS } from '../../sdk/index.ts';
import { controlling } from './job-pages/controlling.ts';
import { deleting, dispatchOldJobs, OLD, type OldJobs } from './job-pages/deleting.ts';
import { fetching } from './job-pages/fetching.ts';
import { finalFailures } from './job-pages/final-failures.ts';
import { monitoring } from './job-pages/monitoring.ts';
import { type PageWorld, startPageWorld } from './job-pages/page-world.ts';
import { retryDelays } from './job-pages/retry-delays.ts';
import { retryErrors } from './job-pages/retry-errors.ts';
import { webhooks } from './job-pages/webhooks.ts';

/**
 * The sections of Ductape's pages "Job Management" and "Retry Strategies", each in a test of its title; their calls stand
 * as the pages have them, but for hosts and ids. What the pages print or hand on is what the tests look at.
 */

let world: PageWorld | undefined;
let oldJobs: OldJobs | undefined;

function page(): PageWorld {
  if (!world) throw new Error('the world has not begun');
  return world;
}

function old(): OldJobs {
  if (!oldJobs) throw new Error('the old jobs were not dispatched');
  return oldJobs;
}

const SECRETS = {
  '/webhooks/jobs': 'webhook-secret-key',
  '/webhooks/job-failed': 'your-secret',
  '/webhooks/dead-letter': 'your-secret',
  '/events': 'every-event',
};

beforeAll(async () => {
  world = await startPageWorld(SECRETS, {
    at: Date.now() - OLD,
    act: async (ductape, answers) => {
      answers.set('/send_welcome_email', () => ({ status: 403, body: {} }));
      oldJobs = await dispatchOldJobs(ductape);
    },
  });
  // At once, so that no function knows the webhooks from before, which it may for thirty seconds.
  await setWebhooks(world);
  await world.ended(old().failed);
}, 180_000);
afterAll(() => world?.stop(), 30_000);

async function setWebhooks({ ductape, receiver }: PageWorld): Promise<void> {
  // Configure job completion webhook
  await ductape.jobs.setWebhook({
    url: `${receiver.url}/webhooks/jobs`,
    events: ['job.completed', 'job.failed'],
    secret: 'webhook-secret-key',
  });

  // Configure webhook for failed jobs
  await ductape.jobs.setWebhook({
    url: `${receiver.url}/webhooks/job-failed`,
    events: ['job.failed'],
    secret: 'your-secret',
  });

  // When setting up webhooks
  await ductape.jobs.setWebhook({
    url: `${receiver.url}/webhooks/dead-letter`,
    events: ['job.failed'],
    secret: 'your-secret',
  });

  await ductape.jobs.setWebhook({
    url: `${receiver.url}/events`,
    events: [...WEBHOOK_EVENTS],
    secret: 'every-event',
  });
}

describe('Job Management', () => {
  fetching(page);
  controlling(page);
  monitoring(page);
  deleting(page, old);
  webhooks(page);
});

describe('Retry Strategies', () => {
  retryDelays(page);
  retryErrors(page);
  finalFailures(page);
});

import type { DispatchResult } from '../../../sdk/index.ts';
import type { Dispatched, Failure, PageWorld } from './page-world.ts';

/** How much later than said an attempt may come on a busy machine, ms. */
const LATE = 15_000;
const DOWN: Failure = [503];

interface Section {
  /** The section, and what it yields. */
  title: string;
  path: string;
  failures: Failure[];
  dispatch: (ductape: PageWorld['ductape']) => Promise<DispatchResult>;
  /** Shortest and longest delay before each retry, ms. */
  delays: [from: number, to: number][];
  yields: { status: 'completed' | 'failed'; retries: number };
}

const SECTIONS: Section[] = [
  {
    title: 'Basic Retry Configuration: up to three retries, by default after 1, 2 and 4 s',
    path: '/process_payment',
    failures: [DOWN, DOWN, DOWN, DOWN],
    dispatch: (ductape) =>
      ductape.api.dispatch({
        app: 'payment-service',
        event: 'process_payment',
        input: { body: { orderId: 'order_123' } },
        retries: 3, // Retry up to 3 times on failure
      }),
    delays: [
      [1000, 1000],
      [2000, 2000],
      [4000, 4000],
    ],
    yields: { status: 'failed', retries: 3 },
  },
  {
    title: 'Retry Options: a rate-limited e-mail is sent again after 2 s',
    path: '/send_email',
    failures: [[429]],
    dispatch: (ductape) =>
      ductape.api.dispatch({
        app: 'email-service',
        event: 'send_email',
        input: { body: { to: 'user@example.com' } },
        retries: 5,
        retryConfig: {
          initialDelay: 2000, // Start with 2 second delay
          maxDelay: 300000, // Cap at 5 minutes
          backoffMultiplier: 2, // Double delay each retry
          retryableErrors: ['TIMEOUT', 'RATE_LIMITED'],
        },
      }),
    delays: [[2000, 2000]],
    yields: { status: 'completed', retries: 5 },
  },
  {
    title: 'Exponential Backoff: 1 s, then 2, then 4',
    path: '/fetch_data',
    failures: [DOWN, DOWN, DOWN],
    dispatch: (ductape) =>
      ductape.api.dispatch({
        app: 'api-client',
        event: 'fetch_data',
        input: { body: {} },
        retries: 5,
        retryConfig: {
          initialDelay: 1000,
          backoffMultiplier: 2,
        },
      }),
    delays: [
      [1000, 1000],
      [2000, 2000],
      [4000, 4000],
    ],
    yields: { status: 'completed', retries: 5 },
  },
  {
    title: 'Linear Backoff: 5 s, and 5 s again',
    path: '/send_push',
    failures: [DOWN, DOWN],
    dispatch: (ductape) =>
      ductape.api.dispatch({
        app: 'notification-service',
        event: 'send_push',
        input: { body: {} },
        retries: 3,
        retryConfig: {
          initialDelay: 5000,
          backoffMultiplier: 1, // Fixed 5 second delay between retries
        },
      }),
    delays: [
      [5000, 5000],
      [5000, 5000],
    ],
    yields: { status: 'completed', retries: 3 },
  },
  {
    title: 'Custom Backoff with Jitter: up to 30 % more than 1 s, then than 2',
    path: '/sync_data',
    failures: [DOWN, DOWN],
    dispatch: (ductape) =>
      ductape.api.dispatch({
        app: 'sync-service',
        event: 'sync_data',
        input: { body: {} },
        retries: 5,
        retryConfig: {
          initialDelay: 1000,
          backoffMultiplier: 2,
          jitter: true, // Add random jitter (0-50% of delay)
          jitterPercent: 0.3, // Custom jitter percentage (30%)
        },
      }),
    delays: [
      [1000, 1300],
      [2000, 2600],
    ],
    yields: { status: 'completed', retries: 5 },
  },
  {
    title: 'External API Calls: a subscription is made at the second attempt, after 2 s',
    path: '/create_subscription',
    failures: [DOWN],
    dispatch: (ductape) =>
      ductape.api.dispatch({
        app: 'stripe-service',
        event: 'create_subscription',
        input: {
          body: { customer_id: 'cus_123', plan: 'premium' },
        },
        retries: 5,
        retryConfig: {
          initialDelay: 2000,
          maxDelay: 60000,
          backoffMultiplier: 2,
          retryableErrors: ['TIMEOUT', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE'],
        },
      }),
    delays: [[2000, 2000]],
    yields: { status: 'completed', retries: 5 },
  },
  {
    title: 'Set Maximum Delays: with the cap at 1 s no delay is longer',
    path: '/send_campaign',
    failures: [DOWN, DOWN, DOWN],
    dispatch: (ductape) =>
      ductape.api.dispatch({
        app: 'campaign-service',
        event: 'send_campaign',
        input: { body: {} },
        retries: 3,
        retryConfig: {
          initialDelay: 1000,
          backoffMultiplier: 2,
          maxDelay: 1000,
        },
      }),
    delays: [
      [1000, 1000],
      [1000, 1000],
      [1000, 1000],
    ],
    yields: { status: 'completed', retries: 3 },
  },
];

/** Of "Retry Strategies": the real delays between attempts; the jobs wait side by side. */
export function retryDelays(page: () => PageWorld): void {
  describe('Retry Configuration and Backoff Strategies', () => {
    const jobs = new Map<Section, Dispatched>();

    beforeAll(async () => {
      for (const section of SECTIONS) {
        page().failing(section.path, ...section.failures);
        jobs.set(section, await section.dispatch(page().ductape));
      }
    });
    afterAll(() => page().answers.clear());

    test.each(SECTIONS)(
      '$title',
      async (section) => {
        const job = jobs.get(section) ?? { job_id: '' };
        const retry_count = section.delays.length;
        expect(await page().ended(job)).toMatchObject({ ...section.yields, retry_count });
        const calls = page().callsOf(job);
        expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
        const gaps = calls.slice(1).map(({ at }, n) => at - (calls[n]?.at ?? 0));
        expect(gaps).toHaveLength(retry_count);
        for (const [n, [from, to]] of section.delays.entries()) {
          expect(gaps[n]).toBeGreaterThanOrEqual(from);
          expect(gaps[n]).toBeLessThan(to + LATE);
        }
      },
      60_000,
    );

    test('Default Behavior: no retries where none are asked for', async () => {
      page().failing('/charge_card', DOWN);
      const job = await page().ductape.api.dispatch({
        app: 'payment-service',
        event: 'charge_card',
        input: { body: {} },
      });
      expect(await page().ended(job)).toMatchObject({ status: 'failed', retries: 0, retry_count: 0 });
      expect(page().callsOf(job)).toHaveLength(1);
    });

    test('Retry Configuration Options: each of them is taken and shown', async () => {
      const retryConfig = {
        initialDelay: 1000,
        maxDelay: 300000,
        backoffMultiplier: 2,
        retryableErrors: ['TIMEOUT'],
        nonRetryableErrors: ['CARD_DECLINED'],
      };
      const { job_id } = await page().ductape.api.dispatch({
        app: 'email-service',
        event: 'send_welcome_email',
        input: { body: {} },
        retries: 5,
        retryConfig,
      });
      expect(await page().ductape.jobs.get(job_id)).toMatchObject({ retries: 5, retryConfig });
    });
  });
}

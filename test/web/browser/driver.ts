import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { WebWorld } from './world.ts';

/** Where screenshots are put; not under version control. */
const SCREENS = join(import.meta.dirname, '..', '..', '..', '.ductape', 'screenshots');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The sizes and colours that each view is looked at in. */
export const LOOKS = {
  light: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 360, height: 740 }, colorScheme: 'light', hasTouch: true },
} satisfies Record<string, BrowserContextOptions>;

export type Look = keyof typeof LOOKS;

/** What a page asked of the network, and what it complained of. */
export interface Watched {
  page: Page;
  requests: string[];
  complaints: string[];
}

/** Does something with a page of a browser of its own, which is closed then. */
export async function withPage<T>(
  { browser, url }: Pick<WebWorld, 'browser' | 'url'>,
  look: Look,
  work: (watched: Watched) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    ...LOOKS[look],
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const watched: Watched = { page, requests: [], complaints: [] };
    page.on('request', (request) => watched.requests.push(request.url()));
    page.on('pageerror', (error) => watched.complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) watched.complaints.push(message.text());
    });
    return await work(watched);
  } finally {
    await context.close();
  }
}

/** Keeps how the page looks, from its top to its end. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
}

/** What axe says against the page, in a line each. */
export async function violationsOf(page: Page): Promise<string[]> {
  // The policy of the page refuses a script that is added to it; what the driver evaluates is beside it.
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** By how many pixels the page is wider than what shows it. */
export async function overflowOf(page: Page): Promise<number> {
  return (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
}

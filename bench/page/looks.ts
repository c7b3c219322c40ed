import type { Browser, Page } from 'playwright-core';
import type { Filled } from './fill.ts';

/** How often each figure is taken. */
const TIMES = 5;

/** What a view is asked by, and what is there once its data are. */
interface View {
  name: string;
  path: string;
  /** A selector for each part that has data. */
  has: readonly string[];
}

/** One figure in all its takes, ms. */
export interface Figure {
  name: string;
  /** What is wished at most. */
  wish: number;
  takes: number[];
}

/** The views that are opened. */
const viewsOf = (id: string): View[] => [
  { name: 'Now', path: '/', has: ['ul.rows [data-row]', 'dl.tiles dd'] },
  { name: 'Jobs', path: '/jobs', has: ['tbody [data-row]'] },
  { name: 'a job', path: `/jobs/${id}`, has: ['table.history tbody tr', 'dl.facts dd'] },
  { name: 'Problems', path: '/problems', has: ['ul.rows [data-row]'] },
  { name: 'Statistics', path: '/stats', has: ['dl.tiles dd', 'table.figures tbody tr'] },
];

/** What the list of jobs is narrowed to, each by its field. */
const FILTERS: readonly (readonly [field: string, value: string, query: string])[] = [
  ['status', 'failed', 'status=failed'],
  ['kind', 'recurring', 'kind=recurring'],
  ['status', 'completed', 'status=completed'],
  ['target', 'target:fail', 'target=target%3Afail'],
  ['error', 'REFUSED', 'error=REFUSED'],
  ['q', 'target:h', 'q=target%3Ah'],
];

/** Moments of the page are ms from the beginning of its navigation. */
const WATCH = `globalThis.seenAt = (isThere) => new Promise((done, fail) => {
  setTimeout(() => fail(new Error('it is not shown: ' + isThere)), 60000);
  const look = () => { if (!isThere()) return false; requestAnimationFrame(() => done(performance.now())); return true; };
  if (look()) return;
  const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
  observer.observe(document, { childList: true, subtree: true });
});
globalThis.longest = 0;
new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration); }).observe({ entryTypes: ['longtask'] });`;

const isThere = (has: readonly string[]): string =>
  `() => ${has.map((each) => `document.querySelector('${each}')`).join(' && ')}`;

/** Takes every figure of a page that looks at a filled cloud, each in a browser without a cache; the screens are left to `shot`. */
export async function takeFigures(
  browser: Browser,
  url: string,
  { recurring, largest }: Filled,
  shot: (page: Page, name: string) => Promise<unknown>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const take = async (name: string, wish: number, work: (page: Page, at: number) => Promise<number>) => {
    const takes: number[] = [];
    for (let at = 0; at < TIMES; at += 1) takes.push(await withPage(browser, url, (page) => work(page, at)));
    figures.push({ name, wish, takes });
  };
  for (const { name, path, has } of viewsOf(recurring))
    await take(`${name}: first view`, 1500, async (page, at) => {
      const shown = await opened(page, path, has);
      if (at === 0) await shot(page, name);
      return shown;
    });
  await take('Jobs: the next page', 300, async (page, at) => {
    await opened(page, '/jobs', ['tbody [data-row]']);
    for (let before = 0; before < at; before += 1) await nextPage(page);
    return await nextPage(page);
  });
  for (const [field, value, query] of FILTERS)
    await take(`Jobs: filter ${field} ${value}`, 300, async (page) => {
      await opened(page, '/jobs', ['tbody [data-row]']);
      return await filtered(page, field, value, query);
    });
  await take('Jobs: longest task, 500 rows scrolled', 50, async (page) => {
    await opened(page, '/jobs', ['tbody [data-row]']);
    for (let pages = 0; pages < 9; pages += 1) await nextPage(page);
    await page.evaluate('globalThis.longest = 0');
    for (let step = 0; step < 40; step += 1) {
      await page.mouse.wheel(0, 500);
      await page.waitForTimeout(30);
    }
    return Number(await page.evaluate('globalThis.longest'));
  });
  for (const [name, isAll] of [
    ['opened', false],
    ['all of it shown', true],
  ] as const)
    await take(`a job with the largest input, ${name}: longest task`, 50, async (page) => {
      const show = 'main .acts button[data-whole]';
      await opened(page, `/jobs/${largest}`, [show]);
      await page.waitForTimeout(500);
      if (isAll) {
        await page.evaluate('globalThis.longest = 0');
        await page.locator(show).first().click();
        await page.waitForTimeout(500);
      }
      return Number(await page.evaluate('globalThis.longest'));
    });
  return figures;
}

async function withPage<T>(browser: Browser, url: string, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  try {
    await context.addInitScript(WATCH);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    return await work(page);
  } finally {
    await context.close();
  }
}

async function opened(page: Page, path: string, has: readonly string[]): Promise<number> {
  await page.goto(path, { waitUntil: 'commit' });
  return Number(await page.evaluate(`seenAt(${isThere(has)})`));
}

async function nextPage(page: Page): Promise<number> {
  return Number(
    await page.evaluate(`(async () => {
      const rows = () => document.querySelectorAll('tbody tr').length;
      const before = rows();
      const began = performance.now();
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Show more').click();
      return (await seenAt(() => rows() > before)) - began;
    })()`),
  );
}

/** From the change of a field until what matches, or that nothing does, is shown. */
async function filtered(page: Page, field: string, value: string, query: string): Promise<number> {
  return Number(
    await page.evaluate(`(async () => {
      const field = document.querySelector('form.filters [name="${field}"]');
      const first = document.querySelector('tbody tr');
      const began = performance.now();
      field.value = ${JSON.stringify(value)};
      field.dispatchEvent(new Event('change', { bubbles: true }));
      const isNew = () => location.search === '?${query}' && !document.querySelector('.loading') && !first.isConnected;
      return (await seenAt(() => isNew() && document.querySelector('tbody [data-row], .state'))) - began;
    })()`),
  );
}

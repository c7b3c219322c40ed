import { batch, signal } from '@preact/signals';
import { PAGES, type Page } from './pages.ts';

/** Where the address bar is. */
export interface Place {
  /** Undefined where there is no such view. */
  page: Page | undefined;
  /** What stands for `{id}` in its path. */
  id: string;
  path: string;
  query: URLSearchParams;
}

/** The current place; it changes by `go`, by links and by the buttons of the browser. */
export const place = signal(read());

function read(): Place {
  const { pathname, search } = location;
  const query = new URLSearchParams(search);
  for (const page of PAGES) {
    const [beginning = '', parameter] = page.split('{');
    if (parameter === undefined && pathname === page) return { page, id: '', path: pathname, query };
    const rest = pathname.slice(beginning.length);
    if (parameter !== undefined && pathname.startsWith(beginning) && /^[^/]+$/.test(rest))
      return { page, id: decoded(rest), path: pathname, query };
  }
  return { page: undefined, id: '', path: pathname, query };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a view; the scope that is looked at stays. */
export function addressOf(path: string, query: Record<string, string | undefined> = {}): string {
  const all = { in: place.value.query.get('in') ?? undefined, ...query };
  const given = Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(given).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** Goes to an address of this page; `replace` where Back should not come here again. */
export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') {
    keepScroll();
    history.pushState({}, '', address);
    // A drawer lies over the page that it is of.
    if (location.pathname !== place.peek().path || !isDrawer()) scrollTo(0, 0);
  } else history.replaceState(history.state, '', address);
  batch(() => {
    place.value = read();
  });
}

const isDrawer = () => new URLSearchParams(location.search).has('run');

const keepScroll = () => history.replaceState({ scroll: scrollY }, '');

/** Follows links within the page, and the buttons of the browser, to the place they were left at. */
export function startRouter(): void {
  history.scrollRestoration = 'manual';
  // A sign-in has come back to another address meanwhile.
  place.value = read();
  addEventListener('popstate', ({ state }) => {
    place.value = read();
    // A link to a part of this page was followed: the browser shows that part.
    if (state === null && location.hash !== '') return;
    const scroll = Number((state as { scroll?: number } | null)?.scroll ?? 0);
    // The view is there in the next frame, from what it kept.
    requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, scroll)));
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.origin !== location.origin || link.target !== '') return;
    // A link to a part of this page is the browser's.
    if (link.getAttribute('href')?.startsWith('#')) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

import { SESSION_PATH } from './pages.ts';

const KEY = 'ductape-session';

/** The storage of this origin, which all its tabs share; undefined where the browser lets no page have one. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** The secret by which `ductape ui` knows this browser; undefined where the page is served otherwise. */
export const session = (): string | undefined => storage()?.getItem(KEY) ?? undefined;

/** Takes the secret out of the first address, before anything else reads that. */
function takeSecret(): void {
  const { pathname, search } = location;
  if (!pathname.startsWith(SESSION_PATH)) return;
  storage()?.setItem(KEY, pathname.slice(SESSION_PATH.length));
  history.replaceState({}, '', `/${search}`);
}

takeSecret();

/** The views of the dashboard, by their paths: what the browser shows and what its server answers with the page. */
export const PAGES = [
  '/',
  '/jobs',
  '/jobs/{id}',
  '/problems',
  '/stats',
  '/changes',
  '/webhooks',
  '/preview',
  '/bulk/{id}',
  '/pauses',
] as const;

/** One of the {@link PAGES}. */
export type Page = (typeof PAGES)[number];

/** What the first address of `ductape ui` begins with, before its secret; from then on the page sends that as a bearer token. */
export const SESSION_PATH = '/session/';

/** The name of the page among its files. */
export const PAGE = 'index.html';

/** Where the files of the page are, which have their content in their names. */
export const ASSETS = '/assets/';

/** What serves the page, as API Gateway spells routes. */
export const PAGE_ROUTES = [...PAGES, `${ASSETS}{file}`].map((path) => `GET ${path}`);

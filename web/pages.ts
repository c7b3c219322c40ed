/** The views of the dashboard, by their paths: what the browser shows and what its server answers with the page. */
export const PAGES = [
  '/',
  '/jobs',
  '/jobs/{id}',
  '/stats',
  '/webhooks',
  '/preview',
  '/bulk/{id}',
  '/pauses',
] as const;

/** One of the {@link PAGES}. */
export type Page = (typeof PAGES)[number];

/** What the first address of `ductape ui` begins with, before its secret; from then on the page sends that as a bearer token. */
export const SESSION_PATH = '/session/';

/** Where the files of the page are, which have their content in their names. */
export const ASSETS = '/assets/';

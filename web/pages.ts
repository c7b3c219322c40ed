/** The views of the dashboard, by their paths: what the browser shows and what its server answers with the page. */
export const PAGES = [
  '/',
  '/jobs',
  '/jobs/{id}',
  '/problems',
  '/stats',
  '/webhooks',
  '/preview',
  '/bulk/{id}',
] as const;

/** One of the {@link PAGES}. */
export type Page = (typeof PAGES)[number];

/** Where the files of the page are, which have their content in their names. */
export const ASSETS = '/assets/';

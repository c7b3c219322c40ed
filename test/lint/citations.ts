import { type Fault, type Files, faultsAt, headingsOf } from './pages.ts';

/** Several numbers after a page or the word decision: `3`, `1 and 9`, `1, 2 and 3`. */
const NUMBERS = String.raw`(\d+(?:(?:, | and )\d+)*)\b`;
const SECTIONS = new RegExp(String.raw`docs\/([\w-]+)\.md,\s+(?:\*\s+)?${NUMBERS}`, 'g');
const DECISIONS = new RegExp(String.raw`\bdecisions?\s+(?:\*\s+)?${NUMBERS}`, 'gi');
const PAGES = /\bdocs\/[\w/-]+\.(?:md|json)\b/g;
/** Other ways to cite, which say nothing to a reader or are not checked. */
const OTHER_FORMS = /§|\bcontract: |(?<!docs\/)\btime\.md\b|\bdocs\/decisions\/\d+/g;

/** Citations of sections, decisions and pages that are not there, or are written in another form than `docs/time.md, 3`. */
export function citationFaults(files: Files): Fault[] {
  const decisions = decisionsIn(files);
  return [...files].flatMap(([file, text]) => {
    if (file.startsWith('test/lint/')) return [];
    const cited = faultsAt(file, text, DECISIONS, ([, numbers = '']) =>
      missing(numbers, decisions, 'There is no decision'),
    );
    const sections = faultsAt(file, text, SECTIONS, ([, name, numbers = '']) => {
      const page = files.get(`docs/${name}.md`);
      return page === undefined
        ? undefined
        : missing(numbers, sectionsOf(page), `docs/${name}.md has no section`);
    });
    return [...cited, ...sections, ...(file.endsWith('.md') ? [] : formFaults(file, text, files))];
  });
}

function formFaults(file: string, text: string, files: Files): Fault[] {
  const pages = faultsAt(file, text, PAGES, ([page]) =>
    page.endsWith('.md') && !files.has(page) ? `There is no page ${page}.` : undefined,
  );
  const forms = faultsAt(
    file,
    text,
    OTHER_FORMS,
    ([found]) =>
      `Cite a section as "docs/contract.md, 3" and a decision as "decision 40", not by "${found}".`,
  );
  return [...pages, ...forms];
}

function missing(numbers: string, known: ReadonlySet<number>, what: string): string | undefined {
  const unknown = numbers.match(/\d+/g)?.filter((number) => !known.has(Number(number))) ?? [];
  return unknown.length > 0 ? `${what} ${unknown.join(', ')}.` : undefined;
}

function sectionsOf(page: string): Set<number> {
  return new Set(
    headingsOf(page)
      .flatMap((heading) => /^(\d+)\. /.exec(heading)?.[1] ?? [])
      .map(Number),
  );
}

function decisionsIn(files: Files): Set<number> {
  const paths = [...files.keys()].flatMap((path) => /^docs\/decisions\/(\d{4})-/.exec(path)?.[1] ?? []);
  return new Set(paths.map(Number));
}

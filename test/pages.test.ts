import { readFileSync } from 'node:fs';
import { ErrorCode } from '../contract/errors.ts';
import { JOB_STATUSES, SKIP_REASONS } from '../contract/job.ts';
import { NAMESPACES, RESOURCE_FIELD } from '../contract/namespaces.ts';
import { WARNING_CODES } from '../contract/preview.ts';
import { MISSED_POLICIES, OVERLAP_POLICIES, PRECISIONS } from '../contract/schedule.ts';
import { WEBHOOK_EVENTS } from '../contract/webhook.ts';
import { envelopeSchema, retryConfigSchema } from '../core/input/envelope.ts';
import { filterSchema } from '../core/input/job-filter.ts';
import { LIBRARY } from '../core/input/operators/library/library.ts';
import { VARIABLES } from '../core/input/operators/operator.ts';
import { COMMANDS, TRANSITIONS } from '../core/jobs/transitions.ts';
import { NICKNAMES } from '../core/schedule/cron-texts.ts';
import { scheduleSchema } from '../core/schedule/read-schedule.ts';
import { ROUTE_KEYS } from '../lambdas/dispatch/route-keys.ts';
import { withoutCode } from './lint/pages.ts';

const page = (name: string) => readFileSync(`docs/${name}.md`, 'utf8');
const contract = page('contract');

/** A section of a page by its number. */
function sectionOf(text: string, number: number): string {
  return text.split(/^## (?=\d+\. )/m).find((section) => section.startsWith(`${number}. `)) ?? '';
}

/** The names that stand as code in a text, alone or as the first of several words. */
function namesIn(text: string): string[] {
  return [...withoutCode(text).matchAll(/`([^`]+)`/g)].flatMap(
    ([, code = '']) => code.match(/[$@]?[\w.-]+/g) ?? [],
  );
}

/** Names of the code that a section has to name. */
const NAMED: [what: string, section: string, names: readonly string[]][] = [
  ['field of the envelope', sectionOf(contract, 1), Object.keys(envelopeSchema.shape)],
  ['namespace', sectionOf(contract, 2), NAMESPACES],
  ['field that names a resource', sectionOf(contract, 2), Object.values(RESOURCE_FIELD)],
  ['field of the schedule', sectionOf(contract, 3), Object.keys(scheduleSchema.shape)],
  ['policy and precision', sectionOf(contract, 3), [...MISSED_POLICIES, ...OVERLAP_POLICIES, ...PRECISIONS]],
  ['state of a job', sectionOf(contract, 5), JOB_STATUSES],
  ['field of a job', sectionOf(contract, 5), fieldsOfJobs()],
  ['command', sectionOf(contract, 6), Object.keys(COMMANDS)],
  ['field of the retry configuration', sectionOf(contract, 7), Object.keys(retryConfigSchema.shape)],
  ['operator', sectionOf(contract, 8), Object.keys(LIBRARY).map((name) => `$${name}`)],
  ['variable', sectionOf(contract, 8), VARIABLES],
  ['reason of a skipped occurrence', sectionOf(contract, 11), SKIP_REASONS],
  ['filter of a list', sectionOf(contract, 12), Object.keys(filterSchema.shape)],
  ['event of webhooks', sectionOf(contract, 14), WEBHOOK_EVENTS],
  ['nickname of crons', sectionOf(page('time'), 1), Object.keys(NICKNAMES)],
  [
    'policy for occurrences that overlap or are missed',
    sectionOf(page('time'), 6),
    [...MISSED_POLICIES, ...OVERLAP_POLICIES],
  ],
  ['warning of previews', page('calling'), WARNING_CODES],
  ['command among the events of a job', page('state-machine'), Object.keys(COMMANDS)],
];

function fieldsOfJobs(): string[] {
  const source = readFileSync('contract/job.ts', 'utf8');
  const [, body = ''] = /export interface Job \{\n(.*?)^\}/ms.exec(source) ?? [];
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = '']) => name);
}

test.each(NAMED)('the pages name every %s', (_what, section, names) => {
  expect(names.length).toBeGreaterThan(1);
  const named = namesIn(section);
  expect(names.filter((name) => !named.includes(name))).toEqual([]);
});

test('the contract names every error code, and no other', () => {
  const known = Object.values(ErrorCode);
  const named = namesIn(`${sectionOf(contract, 7)}${sectionOf(contract, 17)}`).filter((name) =>
    /^[A-Z]+_[A-Z_]+$/.test(name),
  );
  expect(known.filter((code) => !namesIn(contract).includes(code))).toEqual([]);
  expect(named.filter((name) => ![...known, 'CARD_DECLINED'].includes(name))).toEqual([]);
});

test('the contract lists exactly the routes that there are', () => {
  const cells = [...sectionOf(contract, 17).matchAll(/^\| (`(?:GET|POST|PUT|DELETE).*?) \| [^|]*\|$/gm)];
  const routes = cells.flatMap(([, cell = '']) =>
    [...cell.replaceAll('\\|', '|').matchAll(/`([\w|]+) ([^`]+)`/g)].flatMap(([, methods = '', path = '']) =>
      methods.split('|').flatMap((method) => alternatives(path).map((each) => `${method} ${each}`)),
    ),
  );
  expect(routes.sort()).toEqual([...ROUTE_KEYS].sort());
});

/** `/a/{x|y}` is two paths; `/a/{id}` is one. */
function alternatives(path: string): string[] {
  const [all, names] = /\{(\w+(?:\|\w+)+)\}/.exec(path) ?? [];
  return all && names ? names.split('|').map((name) => path.replace(all, name)) : [path];
}

test('the drawing of a job has exactly the changes of state that may happen', () => {
  const [, drawing = ''] = /^## A job\n(.*?)^## /ms.exec(page('state-machine')) ?? [];
  const drawn = [...drawing.matchAll(/^ +(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`);
  const allowed = Object.entries(TRANSITIONS).flatMap(([from, to]) => to.map((each) => `${from} ${each}`));
  expect(drawn.sort()).toEqual(allowed.sort());
});

test('the glossary has each word once', () => {
  const words = [...page('glossary').matchAll(/^\| ([^|]+) \| [^|]+ \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', '),
  );
  expect(words.length).toBeGreaterThan(60);
  const doubled = words.filter((word, at) => words.indexOf(word) !== at);
  expect(doubled.filter((word) => word !== 'word')).toEqual([]);
});

import { type Fault, type Files, faultsAt } from './pages.ts';

/** Patterns of code that hide what is meant, and what to write instead (contract/plain-data.ts). */
const PATTERNS: readonly [RegExp, string][] = [
  [/(?:(?<=\.\.\.)|(?<![.\w'"/]))Object\((?!\))/g, 'Object() gives an any in disguise: write asRecord().'],
  [/\.\.\.\(([\w.?]+) !== undefined && \{ (?:(?:\w+: )?\1) \}\)/g, 'Write ...defined({ … }).'],
];

/** A code that is written out may be misspelt, and is missing where all are listed. */
const LITERAL_CODE: [RegExp, string] = [/new R(?:un|equest)Error\(\s*['"]/g, 'Codes stand in ErrorCode.'];

/** What makes a test fail on a busy machine, or keeps its process from ending. */
const IN_TESTS: readonly [RegExp, string][] = [
  [
    /^import \{[^}]*\bsetTimeout\b[^}]*\} from 'node:timers\/promises'/gm,
    'Wait for a condition by until() of test/until.ts, or move a clock.',
  ],
  [
    /^ *await new Promise\S* ?\(.* => setTimeout\(/gm,
    'Wait for a condition by until() of test/until.ts, or move a clock.',
  ],
  [
    /expect\((?:performance|Date)\.now\(\) - /g,
    'Assert what was done, how often, or the time of a clock of the test.',
  ],
  [
    /^import \{[^}]*\bcreateServer\b[^}]*\} from 'node:http'/gm,
    'Start a server by startHttpServer() of test/http-server.ts.',
  ],
];

/** What the others are written with. */
const TOOLS = ['test/until.ts', 'test/leak-check.ts', 'test/http-server.ts'];

/** A source file of more lines is two. */
const LINES_MAX = 250;

/** Such patterns in the sources, and files that are too long. */
export function patternFaults(files: Files): Fault[] {
  return [...files].flatMap(([file, text]) => {
    if (!/\.tsx?$/.test(file) || file.startsWith('test/lint/')) return [];
    const lines = text.split('\n').length - 1;
    if (lines > LINES_MAX && !file.startsWith('test/'))
      return [{ file, line: LINES_MAX, message: `${lines} lines are more than ${LINES_MAX}.` }];
    const inTests = TOOLS.includes(file) ? [] : IN_TESTS;
    const patterns = [...PATTERNS, ...(file.startsWith('test/') ? inTests : [LITERAL_CODE])];
    return patterns.flatMap(([pattern, message]) => faultsAt(file, text, pattern, () => message));
  });
}

import { dirname, normalize } from 'node:path/posix';
import type { Fault, Files } from './pages.ts';

/** The folders of the core: each imports only from those before it. docs/architecture.md draws them. */
export const CORE: readonly string[] = [
  'time',
  'text',
  'errors',
  'formats',
  'validation',
  'schedule',
  'retry',
  'messages',
  'jobs',
  'ports',
  'input',
  'config',
  'stats',
  'webhooks',
  'alerts',
  'usecases',
];

/** What each top folder may import, beside itself, of folders or of a part of one; the tests may import all. docs/architecture.md draws it. */
export const HOUSE: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  sdk: ['contract'],
  web: ['contract', 'sdk', 'core/text'],
  core: ['contract'],
  namespaces: ['contract', 'core'],
  adapters: ['contract', 'core'],
  lambdas: ['contract', 'core', 'namespaces', 'adapters', 'web'],
  lib: ['contract', 'core', 'namespaces', 'adapters', 'lambdas', 'web'],
  local: ['contract', 'core', 'namespaces', 'adapters', 'lambdas', 'lib', 'web'],
  examples: ['contract', 'sdk', 'namespaces', 'local'],
  bench: ['contract', 'sdk', 'core', 'namespaces', 'adapters', 'lambdas', 'lib', 'local', 'testing'],
  bin: ['contract', 'core', 'namespaces', 'lib', 'local', 'examples'],
  testing: ['contract', 'sdk', 'core', 'namespaces', 'adapters', 'lambdas', 'lib', 'local', 'bin'],
  cli: ['contract', 'sdk', 'web', 'core', 'namespaces', 'lib', 'local', 'bin'],
};

/** What a source file imports by a relative path, types included, and where. */
function importsOf(file: string, text: string): { to: string; line: number }[] {
  return [...text.matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']+\.tsx?)'/g)].map((match) => ({
    to: normalize(`${dirname(file)}/${match[1]}`),
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** Imports of a top folder from one that it may not know, and of a namespace from another. */
function houseFaults(file: string, text: string): Fault[] {
  const [top = '', room = ''] = file.split('/');
  const known = HOUSE[top];
  if (!known) return [];
  const isForeign = (path: string) => {
    const [to = '', toRoom = '', rest] = path.split('/');
    if (to !== top)
      return (to in HOUSE || to === 'test') && !known.some((each) => path.startsWith(`${each}/`));
    const areNamespaces = top === 'namespaces' && rest !== undefined && file.split('/').length > 2;
    return areNamespaces && toRoom !== room && toRoom !== 'shared';
  };
  return importsOf(file, text)
    .filter(({ to }) => isForeign(to))
    .map(({ to, line }) => ({
      file,
      line,
      message: `${to} may not be imported here: imports point downwards.`,
    }));
}

/** Imports of a folder of the core from one above it. */
function orderFaults(file: string, text: string): Fault[] {
  const rankOf = (path: string) => CORE.indexOf(path.split('/')[1] ?? '');
  if (!file.startsWith('core/')) return [];
  return importsOf(file, text)
    .filter(({ to }) => to.startsWith('core/') && rankOf(to) > rankOf(file))
    .map(({ to, line }) => ({
      file,
      line,
      message: `${to} is above it in the order of the core's folders.`,
    }));
}

/** The files of a circle of imports through a file, or undefined where there is none. */
function circleOf(start: string, graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const from = new Map<string, string>();
  const queue = [start];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const to of graph.get(file) ?? []) {
      if (to === start) {
        const path = [file];
        for (let at = from.get(file); at !== undefined; at = from.get(at)) path.unshift(at);
        return path;
      }
      if (graph.has(to) && !from.has(to)) {
        from.set(to, file);
        queue.push(to);
      }
    }
  }
  return undefined;
}

/** Imports that go up in the house or in the core, and circles of imports outside the tests, types included. */
export function importFaults(files: Files): Fault[] {
  const sources = [...files].filter(([file]) => /\.tsx?$/.test(file) && !file.startsWith('test/'));
  const graph = new Map(sources.map(([file, text]) => [file, importsOf(file, text).map(({ to }) => to)]));
  const circles = sources.flatMap(([file]) => {
    const circle = circleOf(file, graph);
    return circle && file === circle.toSorted()[0]
      ? [{ file, line: 1, message: `Imports go in a circle: ${[...circle, file].join(' → ')}.` }]
      : [];
  });
  return [
    ...sources.flatMap(([file, text]) => [...houseFaults(file, text), ...orderFaults(file, text)]),
    ...circles,
  ];
}

import { existsSync, readdirSync } from 'node:fs';
import { citationFaults } from './citations.ts';
import { importFaults } from './imports.ts';
import { linkFaults } from './links.ts';
import { readFiles } from './pages.ts';
import { pathFaults } from './paths.ts';
import { patternFaults } from './patterns.ts';
import { shellFaults } from './shell.ts';
import { wordFaults } from './words.ts';

/** Checks what Biome does not: circles of imports, the order of the core's folders, patterns of code, citations, links, paths and commands of pages, and words. It runs at the root of the project. */
const files = readFiles('.');
const faults = [
  ...importFaults(files),
  ...patternFaults(files),
  ...citationFaults(files),
  ...linkFaults(files, existsSync),
  ...pathFaults(files, existsSync, (folder) => readdirSync(folder)),
  ...shellFaults(files),
  ...wordFaults(files),
];
for (const { file, line, message } of faults) console.error(`${file}:${line} ${message}`);
console.log(
  `Checked the imports, patterns, citations, links, paths, commands and words of ${files.size} files: ${faults.length} faults.`,
);
process.exitCode = faults.length > 0 ? 1 : 0;

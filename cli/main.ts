#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitCodeOf, explain } from './failure.ts';
import { ask, type Io } from './io.ts';
import { createProgram } from './program.ts';

// As the npm scripts of the project have it: Node warns of the kind of a user's config, among others.
process.removeAllListeners('warning');

const { stdin, stderr } = process;
const io: Io = {
  out: (text: string) => void process.stdout.write(`${text}\n`),
  err: (text: string) => void stderr.write(text),
  isTerminal: stderr.isTTY === true,
  ...(stdin.isTTY && stderr.isTTY && { ask: (question) => ask(question, stdin, stderr) }),
};

// The reader of the output may have enough of it, such as `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await createProgram(io).parseAsync(process.argv);
} catch (error) {
  // The parser has said already what is wrong.
  if (!(error instanceof CommanderError)) io.err(`${explain(error)}\n`);
  process.exitCode = exitCodeOf(error);
}

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { visible } from '../core/text/visible.ts';

/** Where a command writes. */
export interface Io {
  /** A line of the result. */
  out(text: string): void;
  /** Errors, as they are. */
  err(text: string): void;
  /** Whether `err` is a terminal, on which a line can be written over. */
  isTerminal: boolean;
  /** Puts a question to a person and resolves with the answer, '' if there comes none; absent where there is no terminal. */
  ask?(question: string): Promise<string>;
}

/** What commands write to: what the API and its jobs say is shown there, and does nothing to the terminal. */
export interface Screen {
  out(text: string): void;
  err(text: string): void;
  /** Writes over the progress told before; nothing where that cannot be. */
  progress(text: string): void;
  /** Leaves the last progress standing. */
  progressEnds(): void;
  /** Whether a person says yes to the question; undefined where there is no terminal. */
  confirm(question: string): Promise<boolean | undefined>;
}

/** The screen on a terminal, a file or a pipe. */
export function screenOn(io: Io): Screen {
  return {
    out: (text) => io.out(visible(text)),
    err: (text) => io.err(visible(text)),
    progress: (text) => {
      if (io.isTerminal) io.err(`\r${visible(text)}`);
    },
    progressEnds: () => {
      if (io.isTerminal) io.err('\n');
    },
    confirm: async (question) => {
      const answer = await io.ask?.(`${visible(question)} [y/N] `);
      return answer === undefined ? undefined : /^y(es)?$/i.test(answer.trim());
    },
  };
}

/** Puts a question on `output` and resolves with the line that comes from `input`; '' at its end, or when Ctrl-C is pressed. */
export async function ask(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const lines = createInterface({ input, output });
  const closed = once(lines, 'close').then(() => '');
  const answered = new Promise<string>((resolve) => lines.question(question, resolve));
  const answer = await Promise.race([answered, closed]);
  lines.close();
  return answer;
}

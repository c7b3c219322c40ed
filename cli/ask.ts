import { once } from 'node:events';
import { createInterface } from 'node:readline';

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

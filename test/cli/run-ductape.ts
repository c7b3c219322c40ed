import { exitCodeOf, explain } from '../../cli/failure.ts';
import { createProgram } from '../../cli/program.ts';
import type { Received } from '../http-server.ts';
import { type Answer, startApiServer } from '../sdk/api-server.ts';

interface Said {
  out: string;
  err: string;
  code: number;
  received: Received[];
}

/** What the command line writes, ends with and sends to an API that gives these answers, the last of them for ever. */
export async function runDuctape(answers: [Answer, ...Answer[]], ...args: string[]): Promise<Said> {
  await using api = await startApiServer(...answers);
  const said = { out: '', err: '', code: 0 };
  const io = {
    out: (text: string) => {
      said.out += `${text}\n`;
    },
    err: (text: string) => {
      said.err += text;
    },
    isTerminal: false,
  };
  await createProgram(io)
    .parseAsync(['--endpoint', api.endpoint, ...args], { from: 'user' })
    .catch((error: unknown) => {
      said.err += explain(error);
      said.code = exitCodeOf(error);
    });
  return { ...said, received: api.received };
}

/** An answer that is as it should be. */
export const ok = (json: unknown): Answer => ({ status: 200, json });

import type { Config } from '../contract/config.ts';
import { configLines } from './config-lines.ts';

/** What a function on AWS cannot reach, by what is said of it. */
const UNREACHABLE: readonly [pattern: RegExp, fault: string][] = [
  [
    /(?:\/\/|@|")(?:localhost|127(?:\.\d+){3}|\[::1\])(?=[:/"])/,
    'names this machine, which on AWS is the function',
  ],
  [/"arn:[^"]*:0{12}:/, 'names the account 000000000000, which does not exist'],
];

/** Lines of a config that can only mean the embedded cloud, as those of the sample do, each with what is wrong with it. */
export function unreachableLines(config: Config): string[] {
  return configLines(config).flatMap(({ line, resource }) => {
    const text = JSON.stringify({ ...resource, local: undefined });
    return UNREACHABLE.flatMap(([pattern, fault]) => (pattern.test(text) ? [`${line} ${fault}`] : []));
  });
}

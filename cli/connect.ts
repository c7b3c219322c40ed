import type { Command } from 'commander';
import { defined } from '../contract/plain-data.ts';
import { Ductape, type DuctapeOptions } from '../sdk/index.ts';

/** What every command takes beside its own options. */
export interface GlobalOptions {
  endpoint?: string;
  function?: string;
  product?: string;
  env?: string;
  profile?: string;
  region?: string;
  scoped?: boolean;
  json?: boolean;
}

const LOCAL = 'http://127.0.0.1:4600';

/** The options that stand before or after the command's name. */
export function globalsOf(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

/** A variable of the environment; an empty one counts as not set. */
export function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** The product and env that the options name, or else the environment. */
export function scopeOf({ product, env }: GlobalOptions): { product?: string; env?: string } {
  const own = { product: product ?? variable('DUCTAPE_PRODUCT'), env: env ?? variable('DUCTAPE_ENV') };
  return defined({ product: own.product, env: own.env });
}

/** How the API is reached, as the options and the environment say; profiles and credentials are those of the AWS SDK, where there is no bearer token. */
export function connectionOf(command: Command): DuctapeOptions {
  const options = globalsOf(command);
  const { env } = process;
  if (options.profile !== undefined) env['AWS_PROFILE'] = options.profile;
  if (options.region !== undefined) env['AWS_REGION'] = options.region;
  const defaults = { ...scopeOf(options), ...(options.scoped && { scoped: true }) };
  const functionName = options.function ?? variable('DUCTAPE_FUNCTION');
  if (functionName !== undefined && options.endpoint === undefined) return { functionName, ...defaults };
  const endpoint = options.endpoint ?? variable('DUCTAPE_ENDPOINT') ?? LOCAL;
  const token = variable('DUCTAPE_TOKEN');
  return { endpoint, ...defined({ token }), ...defaults };
}

/** A client as the options and the environment say. */
export const connect = (command: Command): Ductape => new Ductape(connectionOf(command));

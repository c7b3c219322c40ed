import { parseArgs } from 'node:util';

/** What `npm start --` may be given. */
export interface StartOptions {
  port: number;
  dataDirectory: string;
  configFile: string;
  samples: boolean;
  jitter: boolean;
  verbose: boolean;
}

export const USAGE = `npm start -- [options]
  --port N       port of the API, default 4600
  --data DIR     where jobs are kept, default .ductape/data
  --config FILE  products and resources, .ts or .json, default ductape.config.ts
  --no-samples   no sample app and no sample jobs
  --jitter       EventBridge Scheduler fires 0-60 s late, as the real one does
  --verbose      every log line of the functions
`;

/** Reads the command line. @throws Error saying what is wrong with it */
export function readOptions(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '4600' },
      data: { type: 'string', default: '.ductape/data' },
      config: { type: 'string', default: 'ductape.config.ts' },
      samples: { type: 'boolean', default: true },
      jitter: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  if (values.help) return 'help';
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, got ${values.port}`);
  }
  return {
    port,
    dataDirectory: values.data,
    configFile: values.config,
    samples: values.samples,
    jitter: values.jitter,
    verbose: values.verbose,
  };
}

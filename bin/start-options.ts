import { parseArgs } from 'node:util';
import { moment } from '../core/schedule/moment.ts';
import { SAMPLE_PORTS } from '../examples/ports.ts';
import type { ClockOptions } from '../local/clock/start-clock.ts';

/** What `npm start --` may be given. */
export interface StartOptions {
  port: number;
  /** First of the three ports of the samples; 0 for free ones. */
  samplePort: number;
  dataDirectory: string;
  configFile: string;
  samples: boolean;
  jitter: boolean;
  verbose: boolean;
  /** Set when the clock is to be movable. */
  clock?: ClockOptions;
}

/** A day in a second; every occurrence takes some milliseconds, whatever the speed. */
const FASTEST = 86_400;

const PORT_MAX = 65_535;

/** How it was called. */
export const COMMAND = process.env['DUCTAPE_COMMAND'] ?? 'npm start --';

export const USAGE = `${COMMAND} [options]
  --port N         port of the API, default 4600
  --sample-port N  first of the three ports of the sample app, its mail server and its graph, default 4610
  --data DIR       where jobs are kept, a directory of its own, default .ductape/data
  --config FILE    products and resources, .ts or .json, default ductape.config.ts
  --no-samples     no sample app and no sample jobs
  --jitter         EventBridge Scheduler fires 0-60 s late, as the real one does
  --verbose        every log line of the functions
  --speed N        N seconds pass in one while everything waits; the clock can then also be moved by
                   POST /_clock/advance (1 to ${FASTEST}, default 1)
  --at TIME        where the clock begins, such as 2026-03-28T00:00:00Z; not before the data's last moment
`;

/** Reads the command line. @throws Error saying what is wrong with it */
export function readOptions(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '4600' },
      'sample-port': { type: 'string', default: String(SAMPLE_PORTS.app) },
      data: { type: 'string', default: '.ductape/data' },
      config: { type: 'string', default: 'ductape.config.ts' },
      samples: { type: 'boolean', default: true },
      jitter: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      speed: { type: 'string' },
      at: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  if (values.help) return 'help';
  for (const [name, value] of Object.entries(values)) {
    if (value === '') throw new Error(`--${name} needs a value, got ""`);
  }
  const clock = clockOf(values.speed, values.at);
  return {
    port: portOf('port', values.port, PORT_MAX),
    samplePort: portOf('sample-port', values['sample-port'], PORT_MAX - 2),
    dataDirectory: values.data,
    configFile: values.config,
    samples: values.samples,
    jitter: values.jitter,
    verbose: values.verbose,
    ...(clock && { clock }),
  };
}

function portOf(option: string, text: string, most: number): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= most) return port;
  throw new Error(`--${option} takes a number from 0 to ${most}, got ${text}`);
}

function clockOf(speedText: string | undefined, atText: string | undefined): ClockOptions | undefined {
  if (speedText === undefined && atText === undefined) return undefined;
  const speed = Number(speedText ?? 1);
  if (!(speed >= 1 && speed <= FASTEST)) {
    throw new Error(`--speed takes a number from 1 to ${FASTEST}, got ${speedText}`);
  }
  if (atText === undefined) return { speed };
  const at = moment.safeParse(atText);
  if (!at.success) throw new Error(`--at: ${at.error.issues[0]?.message}`);
  return { speed, at: at.data };
}

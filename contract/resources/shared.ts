/**
 * An operation and the input it starts from. Placeholders in it are filled from a dispatch's input, which then adds
 * nothing else: `{{name}}` takes text, a number or a boolean, `{{name:nullable}}` also null, `{{name:list}}` a list of
 * scalars, `{{name:any}}` any JSON. Without placeholders it holds defaults, which a dispatch's input overrides.
 */
export type Preset<Operations> = {
  [Op in keyof Operations]: { operation: Op; input?: PresetInput<Operations[Op]> };
}[keyof Operations];

type PresetInput<Input> = { [Field in keyof Input]?: Input[Field] | string };

/** A resource of AWS that may be encrypted with a key of the customer. */
export interface Encrypted {
  /** ARN of the customer key it is encrypted with; AWS's own keys need not be named. */
  kmsKeyArn?: string;
}

/** A server that is reached by TLS. */
export interface Certified {
  /**
   * Certificates in PEM of the authorities that the server's own may come from, or `$Secret{NAME}`. Default: the public ones, and
   * for RDS and DocumentDB those that Amazon runs for them.
   */
  ca?: string;
}

/** Your own function is the handler; it is invoked with the run and returns its result. */
export interface LambdaResource {
  provider: 'lambda';
  /** ARN of the function, or of a version or alias of it. */
  functionArn: string;
  /** What stands for it in the embedded cloud; never deployed. */
  local?: {
    /** Path of a module, from the project's root, that exports `handler`. */
    handler: string;
  };
}

/** Your own function by its source: it is deployed and permitted with the scheduler, and the embedded cloud runs the same bundle. */
export interface FunctionResource {
  provider: 'function';
  /** Path of its module, from the folder of the config. */
  entry: string;
  /** The module's export that is called with the input and the run; default `default`. */
  handler?: string;
  /** Environment variables of the function, which are no place for secrets. */
  environment?: Record<string, string>;
  /** Names of the secrets that `run.secret(name)` may read. */
  secrets?: string[];
  /** MB, 128 to 10 240; default 512. */
  memory?: number;
  /** The longest that a run of it may take, seconds, 1 to 900; default 60. */
  timeout?: number;
  /** Packages that stay outside of the bundle, beside it in `node_modules`: those that do not bear to be bundled. */
  external?: string[];
}

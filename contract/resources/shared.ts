/** An operation and the input it starts from; placeholders `{{name}}` in it are filled from a dispatch's input. */
export type Preset<Operations> = {
  [Op in keyof Operations]: { operation: Op; input?: PresetInput<Operations[Op]> };
}[keyof Operations];

type PresetInput<Input> = { [Field in keyof Input]?: Input[Field] | string };

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

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A CloudFormation template, as far as it is read here. */
export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs: Record<string, { Value: unknown }>;
}

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
}

/** The name of the stack that is synthesized. */
export const STACK = 'DuctapeScheduler';

/** The template that was synthesized into `directory`. */
export async function readTemplate(directory: string): Promise<Template> {
  return JSON.parse(await readFile(join(directory, `${STACK}.template.json`), 'utf8'));
}

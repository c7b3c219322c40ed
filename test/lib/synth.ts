import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Config, EnvConfig } from '../../contract/config.ts';
import { asRecord } from '../../contract/plain-data.ts';
import type { JobSchedulerProps } from '../../lib/job-scheduler-props.ts';
import { JobSchedulerStack } from '../../lib/job-scheduler-stack.ts';

// The CDK's own check of the template takes a second to load; `template-rules.test.ts` runs it once.
process.env['CDK_VALIDATION'] = 'false';

export const EMPTY: Config = { products: {} };

/** One statement of a policy, with actions and resources as lists and references as readable text. */
export interface Statement {
  sid: string;
  effect: string;
  actions: string[];
  resources: string[];
  notResources?: string[];
  condition: unknown;
}

/** A config of the product `shop` in the environment `prd`. */
export function configOf(resources: EnvConfig): Config {
  return { products: { shop: { envs: { prd: resources } } } };
}

/** An app in which no code is bundled, so that a synthesis takes a moment. */
export function quickApp(): App {
  return new App({ context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/aws-iam:minimizePolicies': true } });
}

export function stackOf(props: Partial<JobSchedulerProps> = {}): JobSchedulerStack {
  return new JobSchedulerStack(quickApp(), 'Test', { config: EMPTY, ...props });
}

let standard: Template | undefined;

/** The template of a stack with these properties; without any it is made once for a file of tests. */
export function synth(props?: Partial<JobSchedulerProps>): Template {
  if (props) return Template.fromStack(stackOf(props));
  standard ??= Template.fromStack(stackOf());
  return standard;
}

/** The properties of every resource of `type`, by logical id without its hash, references as readable text. */
export function propertiesOf(template: Template, type: string): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(template.findResources(type)).map(([id, { Properties }]) => [
      withoutHash(id),
      Object.fromEntries(Object.entries(Properties ?? {}).map(([key, value]) => [key, readable(value)])),
    ]),
  );
}

/** Every statement of the policies of the role with this logical id (without its hash), attached or its own. */
export function statementsOf(template: Template, role: string): Statement[] {
  const policies = [
    ...Object.values(propertiesOf(template, 'AWS::IAM::Policy')),
    ...Object.values(propertiesOf(template, 'AWS::IAM::ManagedPolicy')),
  ];
  const attached = policies.filter((policy) => listOf(policy['Roles']).includes(`<${role}>`));
  const own = propertiesOf(template, 'AWS::IAM::Role')[role]?.['Policies'] ?? [];
  return [...attached, ...listOf(own)].flatMap((policy) => statementsIn(fieldOf(policy, 'PolicyDocument')));
}

/** The statements of one policy document. */
export function statementsIn(document: unknown): Statement[] {
  return listOf(fieldOf(document, 'Statement')).map((statement) => ({
    sid: String(fieldOf(statement, 'Sid') ?? ''),
    effect: String(fieldOf(statement, 'Effect')),
    actions: listOf(fieldOf(statement, 'Action')).map(String),
    resources: ofStatement(statement, 'Resource'),
    ...(fieldOf(statement, 'NotResource') !== undefined && {
      notResources: ofStatement(statement, 'NotResource'),
    }),
    condition: fieldOf(statement, 'Condition'),
  }));
}

function ofStatement(statement: unknown, name: string): string[] {
  const value = fieldOf(statement, name);
  return value === undefined ? [] : listOf(value).map(String);
}

function fieldOf(value: unknown, name: string): unknown {
  return new Map<string, unknown>(Object.entries(asRecord(value))).get(name);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** `{ 'Fn::GetAtt': ['JobsTable10C8EDF6', 'Arn'] }` → `<JobsTable.Arn>`, joins joined, all else as it is. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const reference = fieldOf(value, 'Ref');
  if (reference !== undefined) return `<${withoutHash(String(reference))}>`;
  const attribute = fieldOf(value, 'Fn::GetAtt');
  if (attribute !== undefined) {
    const [id, name] = listOf(attribute);
    return `<${withoutHash(String(id))}.${name}>`;
  }
  const join = fieldOf(value, 'Fn::Join');
  if (join !== undefined) {
    const [delimiter, parts] = listOf(join);
    return listOf(parts).map(readable).join(String(delimiter));
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

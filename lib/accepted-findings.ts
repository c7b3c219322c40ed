import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one finding of cdk-nag (AwsSolutions) on `scope` and all below it, for a reason the reader can judge. */
export function acceptFinding(scope: IConstruct, id: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions-${id}`, reason });
}

/** Accepts that the policies of `scope` name the resource `arn`, which ends in a wildcard; no other wildcard. */
export function acceptWildcard(scope: IConstruct, arn: string, reason: string): void {
  const flat = flatten(Stack.of(scope).resolve(arn));
  // cdk-nag looks for `*` only: an ARN whose wildcards are `?` is not a finding.
  if (flat.includes('*')) acceptFinding(scope, `IAM5[Resource::${flat}]`, reason);
}

/** The text cdk-nag makes of an ARN with CloudFormation references in it: `<LogicalId>` and `<LogicalId.Attribute>`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value) return `<${asList(value['Fn::GetAtt']).join('.')}>`;
  if ('Fn::Join' in value) {
    const [delimiter, parts] = asList(value['Fn::Join']);
    return asList(parts).map(flatten).join(String(delimiter));
  }
  return JSON.stringify(value);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

import { Fn, Token, Tokenization } from 'aws-cdk-lib';

/** The ARN with these parts between its colons, of which some are known. */
type Shape = (part: (index: number) => string) => string;

const keyArn: Shape = (part) => `arn:${part(1)}:kms:${part(3)}:${part(4)}:${part(5)}`;

/** The fields whose ARNs permissions and rules are derived of, by what of them is known. */
const SHAPES: Record<string, Shape> = {
  // Of a version or alias it is the machine itself, which is what permissions and events know.
  stateMachineArn: (part) => `arn:${part(1)}:states:${part(3)}:${part(4)}:stateMachine:${part(6)}`,
  identityArn: (part) =>
    `arn:${part(1)}:ses:${part(3)}:${part(4)}:identity/${Fn.select(1, Fn.split('/', part(5)))}`,
  kmsKeyArn: keyArn,
  secretKmsKeyArn: keyArn,
  secretKmsKeyArns: keyArn,
};

/** The config with each ARN that is a token taken apart by CloudFormation, so that other ARNs can be made of it. */
export function readableArns<T>(config: T): T {
  const read = (value: unknown, field: string): unknown => {
    const shape = SHAPES[field];
    if (typeof value === 'string' && shape && isOneToken(value))
      return shape((index) => Fn.select(index, Fn.split(':', value)));
    if (Array.isArray(value)) return value.map((item) => read(item, field));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, read(inner, name)]));
  };
  // Of the same shape: texts alone are others.
  return read(config, '') as T;
}

const isOneToken = (text: string) =>
  Token.isUnresolved(text) && Tokenization.reverseString(text).length === 1;

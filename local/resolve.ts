import { LOCAL, localArn } from './names.ts';
import type { Template } from './template.ts';

type Attribute = { ref: (id: string) => string; arn: (id: string, attribute?: unknown) => string };

/** The name of a queue that the template gives none; that of a FIFO queue ends in `.fifo`, as CloudFormation makes it. */
export function queueName(id: string, template: Template): string {
  return template.Resources[id]?.Properties?.['FifoQueue'] === true ? `${id}.fifo` : id;
}

/** Resolves the intrinsic functions of a template to the names and ARNs of the embedded cloud. */
export function resolver(template: Template, sqs: string): (value: unknown) => unknown {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': LOCAL.account,
    'AWS::Region': LOCAL.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const attributes = (id: string): Attribute => {
    const name = (n: string) => n;
    switch (template.Resources[id]?.Type) {
      case 'AWS::DynamoDB::Table':
        return {
          ref: name,
          // The engine gives the stream a label of its own.
          arn: (n, attribute) =>
            localArn('dynamodb', `table/${n}${attribute === 'StreamArn' ? '/stream/local' : ''}`),
        };
      case 'AWS::SQS::Queue':
        return {
          ref: (n) => `${sqs}/${LOCAL.account}/${queueName(n, template)}`,
          arn: (n) => localArn('sqs', queueName(n, template)),
        };
      case 'AWS::Scheduler::Schedule':
        return { ref: (n) => String(template.Resources[n]?.Properties?.['Name'] ?? n), arn: name };
      case 'AWS::Lambda::Function':
        return { ref: name, arn: (n) => localArn('lambda', `function:${n}`) };
      default:
        return { ref: name, arn: (n) => `arn:aws:iam::${LOCAL.account}:role/${n}` };
    }
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, inner] = [], ...others] = Object.entries(value);
    if (name !== undefined && others.length === 0) {
      if (name === 'Ref') return pseudo[String(inner)] ?? attributes(String(inner)).ref(String(inner));
      if (name === 'Fn::GetAtt' && Array.isArray(inner))
        return attributes(String(inner[0])).arn(String(inner[0]), inner[1]);
      if (name === 'Fn::Join' && Array.isArray(inner))
        return (resolve(inner[1]) as unknown[]).join(String(inner[0]));
    }
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, resolve(field)]));
  };
  return resolve;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBlueprint } from '../../../local/blueprint.ts';
import { createTable, startPortable } from '../../../local/engines/dynamodb.ts';
import { createFunction } from '../../../local/lambda/function.ts';
import type { Stack } from '../../../local/stack.ts';
import type { SourceParts } from '../../../local/start-sources.ts';

const ref = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });

/** A table, the function on its stream, and the mapping between, as the CDK writes them. @param more of the mapping */
export const templateOf = (more: object = {}) => ({
  Resources: {
    Jobs: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    },
    Projector: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'index.handler', Timeout: 60, MemorySize: 256 },
      Metadata: { 'aws:asset:path': 'projector' },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: ref('Jobs', 'StreamArn'),
        FunctionName: { Ref: 'Projector' },
        BatchSize: 10,
        StartingPosition: 'TRIM_HORIZON',
        TumblingWindowInSeconds: 900,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"sk":{"S":["ROW"]}}}}' }] },
        ...more,
      },
    },
  },
  Outputs: {},
});

/** Appends the numbers of each batch to a file, a line each. */
const CODE = `import { appendFileSync } from 'node:fs';
export const handler = async ({ Records }) => {
  const lines = Records.map(({ dynamodb }) => dynamodb.NewImage.n.N + '\\n').join('');
  appendFileSync(process.env.FILE, lines);
  return { state: {} };
};`;

/** Starts such a table in `directory`, with a function that appends to `file` what it is given. */
export async function startFed(directory: string, file: string, stack: Stack) {
  const bundle = join(directory, 'projector');
  await mkdir(bundle, { recursive: true });
  await writeFile(join(bundle, 'index.mjs'), CODE);
  const blueprint = readBlueprint(templateOf(), directory, 'http://127.0.0.1:9');
  const engine = await stack.add(startPortable(directory));
  for (const { name, properties } of blueprint.tables) await createTable(engine.endpoint, name, properties);
  const [plan] = blueprint.functions;
  if (!plan) throw new Error('the template has no function');
  const fn = createFunction({
    ...plan,
    environment: { FILE: file },
    maxConcurrency: 2,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  await stack.add(Promise.resolve(fn));
  const parts: SourceParts = {
    blueprint,
    named: () => fn,
    messaging: 'http://127.0.0.1:9',
    table: engine.endpoint,
    dataDirectory: directory,
    deliver: async () => undefined,
    log: (line) => void process.stderr.write(`${line}\n`),
    time: undefined,
    chaos: undefined,
  };
  return { parts, engine };
}

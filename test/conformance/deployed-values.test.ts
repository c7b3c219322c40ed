import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DEPLOYED_VALUES,
  deployedValuesKey,
  withDeployedValues,
} from '../../adapters/aws/deployed-values.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { DYNAMO_STORES, type DynamoStores, TABLE_NAME } from './stores.ts';

const [ARN, HOST, OTHER] = ['a', 'b', 'c'].map((digit) => `deployed-${digit.repeat(16)}`) as [
  string,
  string,
  string,
];

describe.each(DYNAMO_STORES)('the deployed values of a config, on %s:', (_name, start) => {
  let stores: DynamoStores;
  let table: DynamoTable;
  beforeAll(async () => {
    stores = await start();
    table = new DynamoTable(stores.client, TABLE_NAME, PATIENT);
  });
  afterAll(() => stores?.stop());

  /** As the custom resource of a deployment writes them; gives the revision. */
  async function deploy(id: string, values: Record<string, string>): Promise<string | undefined> {
    const key = Object.entries(deployedValuesKey(id)).map(([name, value]) => [name, { S: value }]);
    const fields = Object.entries(values).map(([name, value]) => [name, { S: value }]);
    const { Attributes } = await stores.client.send(
      new UpdateItemCommand({
        TableName: TABLE_NAME,
        Key: Object.fromEntries(key),
        UpdateExpression: 'SET #values = :values ADD #revision :one',
        ExpressionAttributeNames: {
          '#values': DEPLOYED_VALUES.values,
          '#revision': DEPLOYED_VALUES.revision,
        },
        ExpressionAttributeValues: { ':values': { M: Object.fromEntries(fields) }, ':one': { N: '1' } },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return Attributes?.[DEPLOYED_VALUES.revision]?.N;
  }

  test('stand where their markers stood, also within a text, and nothing else changes', async () => {
    await deploy('one', { [ARN]: 'arn:aws:sqs:eu-west-1:1:"a\\b"', [HOST]: 'db.example.com' });
    const config = {
      a: [ARN],
      url: `https://${HOST}/${OTHER}?x=${HOST}`,
      n: 1,
      [HOST]: null,
      none: 'deployed-1',
    };
    expect(await withDeployedValues(config, table, 'one')).toEqual({
      a: ['arn:aws:sqs:eu-west-1:1:"a\\b"'],
      url: `https://db.example.com/${OTHER}?x=db.example.com`,
      n: 1,
      'db.example.com': null,
      none: 'deployed-1',
    });
  });

  test('have another revision with each write, and are kept by set', async () => {
    expect(await deploy('two', { [ARN]: 'first' })).toBe('1');
    expect(await deploy('two', { [ARN]: 'second' })).toBe('2');
    await deploy('three', { [ARN]: 'third' });
    expect(await withDeployedValues({ a: ARN }, table, 'two')).toEqual({ a: 'second' });
    expect(await withDeployedValues({ a: ARN }, table, 'three')).toEqual({ a: 'third' });
  });

  test('that are not there are missed by their name', async () => {
    await expect(withDeployedValues({ a: ARN }, table, 'none')).rejects.toThrow(
      'the deployed values none of the config are not in the table',
    );
  });
});

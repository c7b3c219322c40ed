import type { DynamoDbDatabase } from '../../../contract/resources/database.ts';
import { type Grants, keyGrants, keyOf } from '../../shared/resource-grant.ts';

/** To read and write the tables. */
export const grants: Grants<DynamoDbDatabase> = (database) => {
  const tables = Object.values(database.tables);
  return [
    {
      purpose: 'ReadAndWriteItems',
      actions: [
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PartiQLDelete',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLSelect',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
      ],
      resources: tables.flatMap(({ tableArn }) => [tableArn, `${tableArn}/index/*`]),
      wildcard: 'The config names tables, not their indexes, which a query may read.',
    },
    ...keyGrants('dynamodb', tables.map(keyOf)),
  ];
};

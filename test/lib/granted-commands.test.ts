import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENGINE_ACTIONS } from '../../lib/engine-permissions.ts';
import { SECRET_ACTIONS } from '../../namespaces/shared/resource-grant.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where a command's action is not the command's name (Service Authorization Reference). */
const ACTIONS: Record<string, readonly string[]> = {
  'dynamodb:ExecuteStatement': [
    'dynamodb:PartiQLDelete',
    'dynamodb:PartiQLInsert',
    'dynamodb:PartiQLSelect',
    'dynamodb:PartiQLUpdate',
  ],
  'dynamodb:ExecuteTransaction': [
    'dynamodb:PartiQLDelete',
    'dynamodb:PartiQLInsert',
    'dynamodb:PartiQLSelect',
    'dynamodb:PartiQLUpdate',
  ],
  // A transaction needs the permission of each write in it.
  'dynamodb:TransactWriteItems': ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'lambda:Invoke': ['lambda:InvokeFunction'],
  'eventbridge:PutEvents': ['events:PutEvents'],
  's3:AbortMultipartUpload': ['s3:AbortMultipartUpload'],
  's3:CompleteMultipartUpload': ['s3:PutObject'],
  's3:CreateMultipartUpload': ['s3:PutObject'],
  's3:UploadPart': ['s3:PutObject'],
  's3:UploadPartCopy': ['s3:GetObject', 's3:PutObject'],
  'sesv2:SendEmail': ['ses:SendEmail'],
  'sfn:DescribeExecution': ['states:DescribeExecution'],
  'sfn:StartExecution': ['states:StartExecution'],
  'sfn:StartSyncExecution': ['states:StartSyncExecution'],
  's3:CopyObject': ['s3:GetObject', 's3:PutObject'],
  's3:DeleteObjects': ['s3:DeleteObject'],
  's3:HeadObject': ['s3:GetObject'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  'secrets-manager:GetSecretValue': ['secretsmanager:GetSecretValue'],
  'sqs:SendMessageBatch': ['sqs:SendMessage'],
  'sqs:ChangeMessageVisibilityBatch': ['sqs:ChangeMessageVisibility'],
};

/** The actions behind every command that the code below `folder` imports. */
function actionsUsedIn(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const used = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(join(ROOT, folder, file), 'utf8').matchAll(
        /import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g,
      ),
    ])
    .flatMap(([, names = '', service = '']) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].map(([, name]) => `${service}:${name}`),
    );
  return [...new Set(used.flatMap((command) => ACTIONS[command] ?? [command]))].sort();
}

/** The folders of all providers, and the actions that the grants of each name. */
const PROVIDERS = readdirSync(join(ROOT, 'namespaces'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('/schema.ts'))
  .map((file) => join('namespaces', dirname(file)))
  .map((folder): [string, Record<string, readonly string[]>] => [folder, { grants: actionsNamedIn(folder) }]);

function actionsNamedIn(folder: string): string[] {
  const file = join(ROOT, folder, 'grants.ts');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return [...text.matchAll(/'([a-z0-9-]+:[A-Z]\w+)'/g)].map(([, action = '']) => action);
}

test.each<[string, Record<string, readonly string[]>]>([
  ...PROVIDERS,
  [
    'adapters/aws',
    {
      ...ENGINE_ACTIONS,
      secrets: SECRET_ACTIONS,
      eventSource: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ],
      scopes: ['sts:AssumeRole'],
    },
  ],
])('every AWS command that %s sends is granted', (folder, granted) => {
  const allowed: string[] = Object.values(granted).flat();
  expect(actionsUsedIn(folder).filter((action) => !allowed.includes(action))).toEqual([]);
});

test('the commands are found where they are', () => {
  expect(actionsUsedIn('namespaces')).toEqual(expect.arrayContaining(['sqs:SendMessage', 's3:PutObject']));
});

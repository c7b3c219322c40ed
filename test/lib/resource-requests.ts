import type { EnvConfig, Resource } from '../../contract/config.ts';
import type { S3Storage } from '../../contract/resources/storage.ts';
import type { Request } from './iam.ts';

export const PLACE = 'eu-west-1:111122223333';

const each = (actions: string, resource: string): Request[] =>
  actions.split(' ').map((action) => ({ action, resource }));

/**
 * What the jobs of an env ask of AWS, worked out from its config by hand (Service Authorization Reference) and not from
 * the grants: at least one request for every resource and secret it names.
 */
export function requestsOf(env: EnvConfig): Request[] {
  const { inputSecrets = [], ...namespaces } = env;
  const resources: Resource[] = Object.values(namespaces).flatMap((named) => Object.values(named));
  const names = [...JSON.stringify(env).matchAll(/\$Secret\{([^}]+)\}/g)].map(([, name = '']) => name);
  return [
    ...resources.flatMap(requestsOfOne),
    ...[...names, ...inputSecrets].flatMap((name) =>
      each('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${PLACE}:secret:${name}-AbCdEf`),
    ),
  ];
}

function requestsOfOne(resource: Resource): Request[] {
  switch (resource.provider) {
    case 'lambda':
      return each('lambda:InvokeFunction', resource.functionArn);
    case 'step-functions': {
      const { stateMachineArn: arn, type, wait } = resource;
      if (type === 'express') return each('states:StartSyncExecution', arn);
      const execution = `${arn.replace(':stateMachine:', ':execution:')}:job_1-5`;
      return [
        ...each('states:StartExecution', arn),
        ...(wait ? each('states:DescribeExecution', execution) : []),
      ];
    }
    case 'channels':
      return resource.email?.transport === 'ses' ? each('ses:SendEmail', resource.email.identityArn) : [];
    case 's3':
      return resource.endpoint === undefined ? s3Requests(resource) : [];
    case 'sqs':
      return Object.values(resource.topics).flatMap(({ queueArn }) => each('sqs:SendMessage', queueArn));
    case 'sns':
      return Object.values(resource.topics).flatMap(({ topicArn }) => each('sns:Publish', topicArn));
    case 'kinesis':
      return Object.values(resource.topics).flatMap(({ streamArn }) => each('kinesis:PutRecord', streamArn));
    case 'eventbridge':
      return each('events:PutEvents', resource.busArn);
    case 'dynamodb':
      return Object.values(resource.tables).flatMap(({ tableArn }) => [
        ...each('dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem', tableArn),
        ...each('dynamodb:Query dynamodb:Scan dynamodb:PartiQLSelect', tableArn),
        ...each('dynamodb:PartiQLInsert dynamodb:PartiQLUpdate dynamodb:PartiQLDelete', tableArn),
        ...each('dynamodb:PartiQLSelect', `${tableArn}/index/by_name`),
      ]);
    case 'data-api':
      return [
        ...each('rds-data:ExecuteStatement', resource.clusterArn),
        ...each('secretsmanager:GetSecretValue', resource.secretArn),
      ];
    case 'neptune':
      return each(
        'neptune-db:ReadDataViaQuery neptune-db:WriteDataViaQuery neptune-db:DeleteDataViaQuery',
        resource.databaseArn,
      );
    default:
      // Reached over the network, with the credentials that its url or its secrets hold.
      return [];
  }
}

function s3Requests({ bucket, prefix = '' }: S3Storage): Request[] {
  const folder = prefix === '' ? '' : `${prefix.replace(/\/$/, '')}/`;
  const arn = `arn:aws:s3:::${bucket}`;
  return [
    ...each(
      's3:GetObject s3:PutObject s3:DeleteObject s3:AbortMultipartUpload',
      `${arn}/${folder}2030/a.txt`,
    ),
    ...[folder, `${folder}2030/`].map((listed) => ({
      action: 's3:ListBucket',
      resource: arn,
      context: { 's3:prefix': listed },
    })),
  ];
}

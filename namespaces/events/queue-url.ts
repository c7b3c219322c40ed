/** The region that an ARN names. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/** The URL of the queue of that ARN: AWS's own, or below the endpoint that the environment sets, as the SDK reads it. */
export function queueUrl(queueArn: string, environment = process.env): string {
  const [, partition, , region, account, name] = queueArn.split(':');
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoint =
    environment['AWS_ENDPOINT_URL_SQS'] ||
    environment['AWS_ENDPOINT_URL'] ||
    `https://sqs.${region}.${domain}`;
  return `${endpoint.replace(/\/+$/, '')}/${account}/${name}`;
}

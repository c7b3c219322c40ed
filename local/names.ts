/** The account and region of the embedded cloud. */
export const LOCAL = { account: '000000000000', region: 'us-east-1' } as const;

/** The ARN of a resource of the embedded cloud. */
export function localArn(service: string, resource: string): string {
  return `arn:aws:${service}:${LOCAL.region}:${LOCAL.account}:${resource}`;
}

/** The name in `name`, `name:qualifier`, `account:function:name` or a whole ARN of a function. */
export function functionNameOf(nameOrArn: string): string {
  return /(?:^|:)function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn.replace(/:.*$/, '');
}

/** What every client of the embedded cloud signs with; nothing checks it. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/**
 * Settings of an AWS client that speaks to a local engine often. It waits without an end: a receive that is given up may
 * already hold messages.
 */
export function localClient(endpoint: string) {
  return { cacheMiddleware: true, endpoint, credentials: LOCAL_CREDENTIALS };
}

import type { AwsAccess, AwsCredentials } from '../../core/ports/access.ts';

/** Things made once for each product and env, and each key within it: none is ever given to another's run. */
export class PerAccess<T> {
  readonly #kept = new WeakMap<AwsAccess, Map<string, T>>();

  get(access: AwsAccess, key: string, make: () => T): T {
    const own = this.#kept.get(access) ?? new Map<string, T>();
    this.#kept.set(access, own);
    const thing = own.get(key) ?? make();
    own.set(key, thing);
    return thing;
  }
}

/** What every AWS client of a handler is made with. */
export interface ClientSettings {
  /** Absent: the executor's own. */
  region?: string;
  credentials: () => Promise<AwsCredentials>;
  /** What a connection may take; how long an answer may take is the attempt's own limit. */
  requestHandler: { connectionTimeout: number };
}

const CONNECT_MS = 5000;

/** Settings of a client that acts as the run's product and env. */
export function clientSettings(access: AwsAccess, region = ''): ClientSettings {
  // The SDK calls a provider with arguments of its own.
  return {
    ...(region !== '' && { region }),
    credentials: () => access.credentials(),
    requestHandler: { connectionTimeout: CONNECT_MS },
  };
}

/** Clients of one service: one for each product, env and region. */
export function regionalClients<Client>(
  create: (settings: ClientSettings) => Client,
): (access: AwsAccess, region?: string) => Client {
  const clients = new PerAccess<Client>();
  return (access, region = '') => clients.get(access, region, () => create(clientSettings(access, region)));
}

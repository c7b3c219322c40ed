import type { WrittenConfig } from '../contract/config.ts';
import { asRecord } from '../contract/plain-data.ts';
import type { Scope } from '../core/jobs/scope.ts';
import { asSentence, unknownName } from '../core/validation/nearest-name.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { isMarked, markTokens } from './tokens.ts';

/** The config, checked as a command checks it, but for the format of what is a token. @throws Error listing every mistake by its path */
export function readConfig(config: WrittenConfig): WrittenConfig {
  const { value, tokens } = markTokens(config);
  refuseWhereRead(value);
  try {
    parseConfig(value, isMarked);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    let message = said;
    for (const marker of tokens.keys()) message = message.replaceAll(marker, 'a token of the CDK');
    // Without its cause, which Node would print with the same words.
    throw new Error(message);
  }
  return config;
}

/**
 * Dispatch reads the names of the secrets of inputs, and sets of schedules are told by their digests: it does not have the values.
 * @throws Error naming each field that holds a token
 */
function refuseWhereRead(config: unknown): void {
  const fieldsOf = (value: unknown) => Object.entries(asRecord(value));
  const faults = fieldsOf(asRecord(config)['products']).flatMap(([product, each]) =>
    fieldsOf(asRecord(each)['envs']).flatMap(([env, value]) => {
      const { schedules, inputSecrets = [] } = asRecord(value);
      const fields = [
        ...fieldsOf(schedules).map(([name, each]) => [`schedules.${name}`, each] as const),
        ['inputSecrets', inputSecrets] as const,
      ];
      return fields
        .filter(([, value]) => isMarked(JSON.stringify(value)))
        .map(([field]) => `  products.${product}.envs.${env}.${field}: a token of the CDK cannot stand here`);
    }),
  );
  if (faults.length > 0) throw new Error(`The config is not valid:\n${faults.join('\n')}`);
}

/** The config with these environments alone, each of which some product has. @throws Error naming one that none has */
export function onlyEnvs(config: WrittenConfig, envs: readonly string[] | undefined): WrittenConfig {
  if (!envs) return config;
  const known = Object.values(config.products).flatMap((product) => Object.keys(product.envs));
  for (const env of envs)
    if (!known.includes(env))
      throw new Error(`envs: ${asSentence(unknownName('env', env, [...new Set(known)]))}`);
  const products = Object.entries(config.products).flatMap(([name, product]) => {
    const kept = Object.entries(product.envs).filter(([env]) => envs.includes(env));
    return kept.length > 0 ? [[name, { ...product, envs: Object.fromEntries(kept) }]] : [];
  });
  return { ...config, products: Object.fromEntries(products) };
}

/** Something that is granted to a caller is there. @throws Error for a product or env that the config does not have */
export function mustHave({ products }: WrittenConfig, { product, env }: Partial<Scope>): void {
  if (product !== undefined && !Object.hasOwn(products, product))
    throw new Error(asSentence(unknownName('product', product, Object.keys(products))));
  const meant = product === undefined ? Object.values(products) : [products[product]];
  const envs = meant.flatMap((each) => Object.keys(each?.envs ?? {}));
  if (env !== undefined && !envs.includes(env))
    throw new Error(asSentence(unknownName('env', env, [...new Set(envs)])));
}

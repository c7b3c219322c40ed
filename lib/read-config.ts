import type { WrittenConfig } from '../contract/config.ts';
import { asSentence, unknownName } from '../core/validation/nearest-name.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { isMarked, markTokens } from './tokens.ts';

/** The config, checked as a command checks it, but for the format of what is a token. @throws Error listing every mistake by its path */
export function readConfig(config: WrittenConfig): WrittenConfig {
  const { value, tokens } = markTokens(config);
  refuseInSchedules(value);
  try {
    parseConfig(value, isMarked);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    let message = said;
    for (const marker of tokens.keys()) message = message.replaceAll(marker, 'a token of the CDK');
    throw new Error(message, { cause: error });
  }
  return config;
}

/** What is applied is told by its digest, which is made at synthesis. @throws Error naming each schedule that holds a token */
function refuseInSchedules({ products }: WrittenConfig): void {
  const faults = Object.entries(products).flatMap(([product, { envs }]) =>
    Object.entries(envs).flatMap(([env, { schedules = {} }]) =>
      Object.entries(schedules)
        .filter(([, schedule]) => isMarked(JSON.stringify(schedule)))
        .map(
          ([name]) =>
            `  products.${product}.envs.${env}.schedules.${name}: a token of the CDK cannot stand here`,
        ),
    ),
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

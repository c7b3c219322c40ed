import type { Config } from '../../../contract/config.ts';
import { ErrorCode } from '../../../contract/errors.ts';
import type { DeclaredSchedules } from '../../../contract/named-schedule.ts';
import { scopesOf } from '../../config/find-resource.ts';
import { RequestError } from '../../errors/request-error.ts';
import { canonicalJson } from '../../input/plain-json.ts';
import type { JobRow } from '../../jobs/row.ts';
import { type Scope, scopeKey } from '../../jobs/scope.ts';
import type { AppliedSet, NameHolder } from '../../ports/name-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { untilWon } from '../../retry/until-won.ts';

/** All schedules that a product and env is to have from code. */
export interface DeclaredSet {
  scope: Scope;
  schedules: DeclaredSchedules;
  digest: string;
}

/** The set in whose name a schedule is declared or ended. */
export type ByCode = Pick<AppliedSet, 'generation' | 'fences'>;

/** Another set was begun meanwhile: that one stands. */
export class Superseded extends RequestError {
  constructor({ product, env }: Scope) {
    super(
      ErrorCode.IllegalTransition,
      `Another set of schedules was applied to ${product} in ${env} meanwhile.`,
    );
  }
}

/** A set of schedules, with the digest that it goes by. */
export function declaredSet(
  scope: Scope,
  schedules: DeclaredSchedules,
  digest: (text: string) => string,
): DeclaredSet {
  return { scope, schedules, digest: digest(canonicalJson(schedules)) };
}

/** The set that a config declares for a product and env; the empty one where it does not know them. */
export function setIn(config: Config, scope: Scope, digest: (text: string) => string): DeclaredSet {
  const { schedules = {} } = config.products[scope.product]?.envs[scope.env] ?? {};
  return declaredSet(scope, schedules, digest);
}

/** Every set of a config that has a schedule. */
export function setsIn(config: Config, digest: (text: string) => string): DeclaredSet[] {
  return scopesOf(config)
    .map((scope) => setIn(config, scope, digest))
    .filter(({ schedules }) => Object.keys(schedules).length > 0);
}

/** The digests of sets as the executor is told them: `{ product: { env: digest } }`. */
export function setsByProduct(sets: readonly DeclaredSet[]): Record<string, Record<string, string>> {
  const products: Record<string, Record<string, string>> = {};
  for (const { scope, digest: set } of sets)
    products[scope.product] = { ...products[scope.product], [scope.env]: set };
  return products;
}

/**
 * Begins to apply a set, or continues what another process has begun of it: from then on every name that may stand from code is known, and an
 * earlier set that is still being applied has no effect on what this one has decided on.
 * @param names that it declares
 * @returns null where nothing was ever applied and nothing is declared
 */
export async function beginSet(
  scope: Scope,
  digest: string,
  names: readonly string[],
  ports: Ports,
): Promise<AppliedSet | null> {
  return await untilWon(`the schedules of ${scopeKey(scope)}`, async () => {
    const standing = await ports.names.findApplied(scope);
    if (!standing && names.length === 0) return { won: null };
    const { generation, names: known } = standing ?? NONE;
    const fences = standing?.open === true;
    const goesOn = fences && standing?.digest === digest && names.every((name) => known.includes(name));
    if (goesOn) return { won: standing };
    const all = [...new Set([...known, ...names])].sort();
    const begun_at = ports.clock.now();
    const next = { generation: generation + 1, digest, names: all, open: true, fences, begun_at };
    return (await ports.names.setApplied(scope, next, standing?.generation)) ? { won: next } : undefined;
  });
}

const NONE = { generation: 0, names: [] as string[] };

/** Notes that all of a set is done, and which names stand from code. @throws Superseded */
export async function completeSet(
  scope: Scope,
  applied: AppliedSet,
  names: readonly string[],
  ports: Ports,
): Promise<void> {
  const done = { ...applied, names: [...names].sort(), open: false };
  if (!(await ports.names.setApplied(scope, done, applied.generation))) throw new Superseded(scope);
}

/**
 * Sees to it that no process of an earlier set takes a name any more, where there may be one.
 * @returns false when another process was faster @throws Superseded when a later set has decided on the name
 */
export async function takeName(
  scope: Scope,
  name: string,
  holder: NameHolder | null,
  row: JobRow | null,
  { generation, fences }: ByCode,
  ports: Ports,
): Promise<boolean> {
  const latest = Math.max(holder?.generation ?? 0, row?.declared?.generation ?? 0);
  if (latest > generation) throw new Superseded(scope);
  if (!fences || !holder || holder.generation === generation) return true;
  return await ports.names.hold(scope, name, { ...holder, generation }, holder.job_id);
}

import type { Config } from '../../contract/config.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { NoCapacity } from '../../core/errors/run-error.ts';
import { DEPLOY } from '../../core/jobs/caller.ts';
import { type Scope, scopeKey } from '../../core/jobs/scope.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { DispatchSetup } from '../../core/usecases/dispatch/first-answer.ts';
import { applySchedules } from '../../core/usecases/schedules/apply-schedules.ts';
import { declaredSet, Superseded } from '../../core/usecases/schedules/declared-set.ts';
import { completeSchedules, deploySchedules } from '../../core/usecases/schedules/deploy-schedules.ts';
import { inputs } from '../../namespaces/input-registry.ts';
import { digest } from '../digest.ts';

/** What CloudFormation asks when a deploy creates, changes or deletes the custom resource, and the embedded cloud at its start. */
export interface SchedulesEvent {
  RequestType: 'Create' | 'Update' | 'Delete';
  ResourceProperties: Record<string, unknown>;
  OldResourceProperties?: Record<string, unknown>;
}

export { completeSchedules };

/** What applying the schedules of the config needs beside the ports. */
export function schedulesSetup(config: Config, maxTimeout: number): DispatchSetup {
  return { config, inputs, maxTimeout, digest, caller: DEPLOY };
}

/**
 * Applies the sets that the resource names by their digests, and ends those of a product and env that it no longer names; a resource that
 * is deleted names none.
 * @throws Error naming every schedule that was refused, when all others are applied. What a resource could not be created with is ended then:
 * CloudFormation's next call about it, which deletes it, does not come here.
 */
export async function applyEvent(
  { RequestType, ResourceProperties, OldResourceProperties }: SchedulesEvent,
  setup: DispatchSetup,
  ports: Ports,
): Promise<{ PhysicalResourceId: string }> {
  const named = setsOf(ResourceProperties);
  if (RequestType === 'Delete') await endAll(named, setup, ports);
  else {
    const others = setsOf(OldResourceProperties).filter(({ key }) => !named.some((set) => set.key === key));
    try {
      await deployAll(named, setup, ports);
    } catch (error) {
      if (RequestType === 'Create') await endAll(named, setup, ports);
      throw error;
    }
    await endAll(others, setup, ports);
  }
  // Always the same, so that no update is a replacement, which would delete what it has just made.
  return { PhysicalResourceId: 'declared-schedules' };
}

/** The first line of the error of refused schedules; each of the others has one of them, by its path in the config. */
export const REFUSED = 'These schedules were refused:';

async function deployAll(named: readonly Named[], setup: DispatchSetup, ports: Ports): Promise<void> {
  const refusals: string[] = [];
  for (const { scope, digest: wanted } of named)
    refusals.push(...(await deploySchedules(scope, wanted, setup, ports).catch(unlessLater)));
  if (refusals.length > 0) throw new Error([REFUSED, ...refusals].join('\n  '));
}

async function endAll(named: readonly Named[], setup: DispatchSetup, ports: Ports): Promise<void> {
  for (const { scope } of named)
    await applySchedules(declaredSet(scope, {}, setup.digest), setup, ports).catch(unlessSuperseded);
}

/** One that began later sees to it: another deploy, or the sweep where there is no capacity. */
function unlessLater(error: unknown): string[] {
  if (error instanceof NoCapacity) return [];
  return unlessSuperseded(error);
}

function unlessSuperseded(error: unknown): [] {
  if (error instanceof Superseded) return [];
  throw error;
}

interface Named {
  key: string;
  scope: Scope;
  digest: string;
}

/** The sets that the properties of the resource name, as `Sets: { product: { env: digest } }`. */
function setsOf(properties: unknown): Named[] {
  return Object.entries(asRecord(asRecord(properties)['Sets'])).flatMap(([product, envs]) =>
    Object.entries(asRecord(envs)).map(([env, set]) => {
      const scope = { product, env };
      return { key: scopeKey(scope), scope, digest: String(set) };
    }),
  );
}

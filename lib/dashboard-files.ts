import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SignIn } from '../lambdas/dispatch/page.ts';
import { Env } from '../lambdas/environment.ts';
import { dashboardBuild, filesOf } from '../web/serve/bundle.ts';
import { type Files, filesIn } from '../web/serve/files.ts';
import { esbuild } from './esbuild.ts';
import type { JwtOptions } from './http-api.ts';
import { LAMBDAS, prebuiltHash } from './prebuilt.ts';

/** The files of the dashboard, as they came with the package, or else bundled from their sources. */
export function dashboardFiles(): Files {
  const prebuilt = prebuiltHash() === undefined ? undefined : filesIn(join(LAMBDAS, '..', 'web'));
  return prebuilt ?? filesOf(esbuild().buildSync(dashboardBuild()));
}

/** How the dispatch function is told to serve the dashboard; nothing where it does not. */
export function signInEnvironment(scope: Construct, jwt: JwtOptions | undefined): Record<string, string> {
  if (!jwt?.dashboard) return {};
  const { clientId: client, scope: asked = 'openid', origins = [] } = jwt.dashboard;
  const signIn: SignIn = { issuer: jwt.issuer, client, scope: asked, origins };
  return { [Env.dashboard]: Stack.of(scope).toJsonString(signIn) };
}

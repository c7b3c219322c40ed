import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ASSETS, PAGES } from '../../web/pages.ts';
import { gatewayProblem } from '../api-gateway/gateway-problem.ts';
import { buildInTurn } from '../local-bundle.ts';
import { dashboardBuild, filesOf, PAGE } from './bundle.ts';

type Files = ReadonlyMap<string, Buffer>;

/** The routes of the dashboard. */
export const DASHBOARD_ROUTES = [...PAGES, `${ASSETS}{file}`].map((path) => `GET ${path}`);

/** Where the files are that came with the package. */
const PREBUILT = join(import.meta.dirname, '..', 'web');

/** What the page may do: run its own script, and call the server that it is from. Data in it never become markup, nor a script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Answers the routes of the dashboard, as a function behind the HTTP API would; in a checkout it is bundled when it is first asked for. */
export function dashboardFunction(load: () => Promise<Files> = loadFiles) {
  let files: Promise<Files> | undefined;
  const current = () => {
    files ??= load().catch((error: unknown) => {
      files = undefined;
      throw error;
    });
    return files;
  };
  return {
    async invoke(payload: Buffer | string) {
      const { pathParameters, rawPath } = JSON.parse(payload.toString()) as APIGatewayProxyEventV2;
      const name = rawPath.startsWith(ASSETS) ? (pathParameters?.['file'] ?? '') : PAGE;
      const body = (await current()).get(name);
      const answer = body ? fileAnswer(name, body) : noFile(rawPath);
      return { statusCode: 200, payload: Buffer.from(JSON.stringify(answer)) };
    },
  };
}

async function loadFiles(): Promise<Files> {
  if (existsSync(PREBUILT))
    return new Map(readdirSync(PREBUILT).map((name) => [name, readFileSync(join(PREBUILT, name))]));
  return filesOf(await buildInTurn(dashboardBuild()));
}

function fileAnswer(name: string, body: Buffer) {
  return {
    statusCode: 200,
    headers: {
      'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      'cache-control': name === PAGE ? 'no-cache' : 'public, max-age=31536000, immutable',
      'content-security-policy': POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
}

function noFile(path: string) {
  const { statusCode, headers, body } = gatewayProblem(404, `GET ${path}`);
  return { statusCode, headers, body: body.toString() };
}

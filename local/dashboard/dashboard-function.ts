import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Files, fileAt, headersOf } from '../../web/serve/files.ts';
import { gatewayProblem } from '../api-gateway/gateway-problem.ts';
import { loadFiles } from './load-files.ts';

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
      const { rawPath } = JSON.parse(payload.toString()) as APIGatewayProxyEventV2;
      const name = fileAt(rawPath) ?? '';
      const body = (await current()).get(name);
      const answer = body ? fileAnswer(name, body) : noFile(rawPath);
      return { statusCode: 200, payload: Buffer.from(JSON.stringify(answer)) };
    },
  };
}

const fileAnswer = (name: string, body: Buffer) => ({
  statusCode: 200,
  headers: headersOf(name),
  body: body.toString('base64'),
  isBase64Encoded: true,
});

function noFile(path: string) {
  const { statusCode, headers, body } = gatewayProblem(404, `GET ${path}`);
  return { statusCode, headers, body: body.toString() };
}

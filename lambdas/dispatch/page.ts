import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Files, fileAt, filesIn, headersOf, withData } from '../../web/serve/files.ts';

/** How users of the dashboard sign in: as a public client of an OIDC issuer. */
export interface SignIn {
  issuer: string;
  client: string;
  scope: string;
  /** Origins beside the issuer's that the page calls, where the issuer has its endpoints elsewhere. */
  origins: string[];
}

/** Where the files are: beside the code of the function, as the construct puts them. */
export const FILES = 'web';

/** Answers what a browser asks of the dashboard's paths; undefined for all else. The files are read at the first such request. */
export function createPage(
  { issuer, client, scope, origins }: SignIn,
  load: () => Files | undefined = () => filesIn(join(import.meta.dirname, FILES)),
) {
  let files: Files | undefined;
  // Not at the start: a mistake in them is not to keep the API from answering.
  const called = () => [issuer, ...origins].map((url) => new URL(url).origin);
  return ({ rawPath, requestContext }: APIGatewayProxyEventV2) => {
    const name = requestContext.http.method === 'GET' ? fileAt(rawPath) : undefined;
    if (name === undefined) return undefined;
    files ??= withData(load() ?? new Map(), { issuer, client, scope });
    const body = files.get(name);
    return (
      body && {
        statusCode: 200,
        headers: headersOf(name, called()),
        body: body.toString('base64'),
        isBase64Encoded: true,
      }
    );
  };
}

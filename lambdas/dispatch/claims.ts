import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';

/** The claims of the token that a call was authorized by; undefined where it was not by one. */
export function claimsOf(event: APIGatewayProxyEventV2): Record<string, unknown> | undefined {
  const { requestContext } = event as Partial<APIGatewayProxyEventV2WithJWTAuthorizer>;
  const jwt = requestContext?.authorizer?.jwt;
  return jwt && { ...jwt.claims };
}

/** The names in a claim. API Gateway hands a list on as text, `[shop blog/prd]`; an issuer may write it as a text of JSON, `["shop","blog/prd"]`. */
export function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  const text = String(value ?? '').trim();
  if (/^(\[\s*)?"/.test(text)) return namesOfJson(text);
  return text.replace(/^\[(.*)\]$/s, '$1').split(/[\s,]+/);
}

/** Nothing where it is not JSON of texts: half a list could name a product that was not meant. */
function namesOfJson(text: string): string[] {
  try {
    const names = [JSON.parse(text)].flat();
    return names.every((name) => typeof name === 'string') ? names : [];
  } catch {
    return [];
  }
}

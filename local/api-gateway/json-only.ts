import { ErrorCode } from '../../contract/errors.ts';
import type { HttpAnswer } from './function-response.ts';
import { problemAnswer } from './gateway-problem.ts';

/**
 * Whether a content type is `application/json`, with any parameters. Its relatives are not: browsers send some of them to
 * other sites unasked, such as `application/reports+json`.
 */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? '');
}

/** The answer to a body that is not JSON by its content type. */
export function notJson(contentType: string | undefined): HttpAnswer {
  const came = contentType === undefined ? 'has none' : `has ${contentType.slice(0, 100)}`;
  return problemAnswer({
    title: 'The content type is not supported',
    status: 415,
    code: ErrorCode.UnsupportedMediaType,
    detail: `A body needs the header "content-type: application/json"; this one ${came}.`,
  });
}

import type { ComponentChildren } from 'preact';
import { errorKind, errorText } from '../api/client.ts';
import { type Live, refresh } from '../api/live.ts';
import { hasSignIn } from '../auth/oidc.ts';
import { SignInButton } from './sign-in-button.tsx';
import { block } from './small.tsx';

/** Bars where rows will be, so that nothing moves when they come. */
export function Loading({ rows = 3 }: { rows?: number }) {
  return (
    <div class="loading pb" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="bone" />
      ))}
    </div>
  );
}

const WORDS = {
  none: ['Not found', 'There is none, or you may not see it: the API does not tell which.'],
  wrong: ['This is not valid', 'The API does not take what is asked for.'],
  forbidden: ['You may not see this', 'The API refused it. Another token or another account may be needed.'],
  'signed-out': ['You are not signed in', 'The API wants to know who asks.'],
  other: ['This could not be read', 'It is tried again by itself.'],
} as const;

/** What failed, and why by the API's own words. */
export function Failed({ error }: { error: unknown }) {
  const kind = errorKind(error);
  const [title, hint] = WORDS[kind];
  return (
    <div class="state" role="alert">
      <strong>{title}</strong>
      <p>{hint}</p>
      <p class="t3 wrap">{block(errorText(error))}</p>
      {kind === 'signed-out' && hasSignIn ? (
        <SignInButton />
      ) : (
        <button type="button" class="btn" onClick={refresh}>
          Try again
        </button>
      )}
    </div>
  );
}

/** That there is nothing, and what that means. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** What was read, or why it was not; what an earlier try gave stays while a later one fails. @param title of a whole view, until it has its own */
export function Loaded<T>(props: {
  live: Live<T>;
  rows?: number;
  title?: string;
  children: (data: T) => ComponentChildren;
}) {
  const { live, rows = 3, title, children } = props;
  const data = live.data.value;
  const error = live.error.value;
  const isGone = error !== undefined && !['other', 'wrong'].includes(errorKind(error));
  if (data !== undefined && !isGone) return <>{children(data)}</>;
  return (
    <>
      {title !== undefined && <h1>{title}</h1>}
      {error === undefined ? <Loading rows={rows} /> : <Failed error={error} />}
    </>
  );
}

import { errorText } from '../api/client.ts';
import { SignInButton } from './sign-in-button.tsx';
import { block } from './small.tsx';
import { Empty } from './states.tsx';
import { Toasts } from './toast.tsx';

/** That there is no token, and why by the issuer's own words. */
export function SignInFailed({ error }: { error: unknown }) {
  return (
    <main id="main">
      <h1>Sign in</h1>
      <Empty title="You are not signed in">
        <p class="wrap" role="alert">
          {block(errorText(error))}
        </p>
        <SignInButton />
      </Empty>
      <Toasts />
    </main>
  );
}

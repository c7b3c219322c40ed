import { errorText } from '../api/client.ts';
import { signIn } from '../auth/oidc.ts';
import { block } from './small.tsx';
import { say } from './toast.tsx';

/** Goes to the issuer, and comes back to this address. */
export function SignInButton() {
  const go = () => {
    signIn().catch((error: unknown) => say(`The issuer cannot be asked: ${block(errorText(error))}`));
  };
  return (
    <button type="button" class="btn p" onClick={go}>
      Sign in
    </button>
  );
}

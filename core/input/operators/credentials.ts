import type { Call, Text } from './parse.ts';

/** A secret or a session's token that a text asks for. */
export interface Credential {
  call: Call;
  /** The outermost operator around it that would give it back changed, so that nothing could recognize it. */
  changedBy: Call | undefined;
}

/** The credentials that a text asks for, however deep. */
export function credentialsIn({ parts }: Text, changedBy?: Call): Credential[] {
  return parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    if (isCredential(part)) return [{ call: part, changedBy }];
    const changing = changedBy ?? (part.name === 'Concat' ? undefined : part);
    return part.args.flatMap((argument) => credentialsIn(argument, changing));
  });
}

/** Whether a text inserts a credential beside other text, so that its value must be hidden as well. */
export function insertsCredential({ parts }: Text, credentials: readonly Credential[]): boolean {
  return credentials.length > 0 && !(parts.length === 1 && parts[0] === credentials[0]?.call);
}

/** What is wrong with the place of a credential, if anything, and what to write instead. */
export function credentialFault(credentials: readonly Credential[]): string | undefined {
  const found = credentials.find(({ changedBy }) => changedBy);
  if (!found?.changedBy) return undefined;
  const written = `$${found.call.name}{${found.call.key.slice(0, 100)}}`;
  return (
    `${written} must not stand within $${found.changedBy.name.slice(0, 100)}(…): ` +
    `write it in a text ("Bearer ${written}") or in $Concat alone, or keep the changed value as a secret of its own`
  );
}

function isCredential({ name, form, key }: Call): boolean {
  return form === '{}' && (name === 'Secret' || (name === 'Session' && key === 'token'));
}

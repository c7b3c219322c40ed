/**
 * The ARN of the state machine itself where `arn` may name a version or an alias of it: permissions and events of Step
 * Functions know the machine alone ("Authorization for versions and aliases" of its developer guide).
 */
export function unqualifiedArn(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}

/** The ARN of a standard execution by its name; no version or alias is in it. */
export function executionArn(stateMachineArn: string, name: string): string {
  return `${unqualifiedArn(stateMachineArn).replace(':stateMachine:', ':execution:')}:${name}`;
}

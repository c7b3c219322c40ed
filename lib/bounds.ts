/** What is wrong with a property that must be a whole number between two bounds, if anything is: it, the bounds and what came. */
export function outOf(name: string, value: number, least: number, most: number): string[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [`${name} must be a whole number from ${least} to ${most}, not ${value}`];
}

/** The colour of a person, the same wherever their name stands. */
export function personColour(name: string): string {
  let sum = 0;
  for (const letter of name) sum += letter.codePointAt(0) ?? 0;
  return `var(--person-${(sum % 4) + 1})`;
}

/**
 * Attributes of a drawing for a screen reader: a picture with a name, or silence when a text beside it already says
 * what it shows.
 */
export function spoken(
  label: string | undefined,
): Readonly<{ role: 'img'; 'aria-label': string }> | Readonly<{ 'aria-hidden': true }> {
  return label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
}

/** What scrolls sideways must be reachable by keyboard, although it is not a control. */
export const scrollable = { tabIndex: 0 } as const

/** A part of the printed plan: a heading and what it says, a sentence each. */
export type Section = Readonly<{ title: string; sentences: readonly string[] }>

/** A sentence begins large and ends with a dot. */
export function sentence(text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return /[.:!?]$/.test(whole) ? whole : `${whole}.`
}

/** "PV, CV and BV" */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** A piece of a rule's text; `at` is its first character, `spaced` says whether a space stands before it. */
export type Token = Readonly<{
  is: 'word' | 'number' | 'date' | 'text' | 'name' | 'symbol'
  text: string
  at: number
}>

const patterns: readonly (readonly [Token['is'], RegExp])[] = [
  ['date', /\d{4}-\d{2}-\d{2}(?!\d)/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['text', /'([^']*)'/y],
  ['name', /\[([^\]]+)\]/y],
  ['symbol', /<=|>=|!=|[-+*/=<>(),.:%]/y],
]

/** The tokens of a text, or the character that begins nothing. */
export function tokenize(text: string): readonly Token[] | Readonly<{ unknown: string; at: number }> {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1
      continue
    }
    const found = tokenAt(text, at)
    if (!found) return { unknown: text[at] ?? '', at }
    tokens.push(found.token)
    at = found.next
  }
  return tokens
}

function tokenAt(text: string, at: number): Readonly<{ token: Token; next: number }> | undefined {
  for (const [is, pattern] of patterns) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) return { token: { is, text: match[1] ?? match[0], at }, next: at + match[0].length }
  }
  return undefined
}

/** A line of a file of people that nothing can be done with, and why. */
export type RejectedLine = Readonly<{ line: number; value: string; reason: RejectReason }>
export type RejectReason = 'no_number' | 'twice' | 'unknown' | 'other_market'

export type ReadLine = Readonly<{ line: number; code: string }>

/**
 * The numbers of people in a text: the first cell of each line, behind a comma, a semicolon or a tab what is theirs. Empty lines and a
 * head without any number are passed over.
 */
export function readCodes(
  text: string,
): Readonly<{ lines: readonly ReadLine[]; rejects: readonly RejectedLine[] }> {
  const lines: ReadLine[] = []
  const rejects: RejectedLine[] = []
  const seen = new Set<string>()
  for (const [at, row] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const value = (row.split(/[,;\t]/)[0] ?? '').trim().replaceAll(/^"|"$/g, '').trim()
    const line = at + 1
    if (value === '' || (line === 1 && !/\d/.test(value))) continue
    if (!/^\d{2,20}$/.test(value)) rejects.push({ line, value: value.slice(0, 60), reason: 'no_number' })
    else if (seen.has(value)) rejects.push({ line, value, reason: 'twice' })
    else {
      seen.add(value)
      lines.push({ line, code: value })
    }
  }
  return { lines, rejects }
}

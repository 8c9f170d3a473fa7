/** What stands for nothing in COPY's text format. */
export const NULL = String.raw`\N`

/** A text as a cell of COPY's text format. */
export function cellOf(text: string): string {
  return /[\\\t\n\r]/.test(text) ? escaped(text) : text
}

export function timeCell(ms: number): string {
  return new Date(ms).toISOString()
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}

/** What a spreadsheet would take for a formula is kept as text by an apostrophe in front (OWASP, "CSV Injection"). */
const formulaPattern = /^[=+\-@\t\r]/
const quotedPattern = /[",\r\n]/
/** A plain number is no formula, also a negative one. */
const numberPattern = /^-?\d+(\.\d+)?$/

/** One line of a CSV file for people with spreadsheets, with its line end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

function cellOf(text: string): string {
  const guarded = formulaPattern.test(text) && !numberPattern.test(text) ? `'${text}` : text
  return quotedPattern.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

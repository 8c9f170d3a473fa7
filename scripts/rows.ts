import type { TestOutcome } from './vitest-report.ts'

/** Every row of the product. A row keeps its id for good; a new one is added here and in docs/rows.md. */
export const ROW_IDS: readonly string[] = [
  ...numbered('F', 7),
  ...numbered('C', 5),
  ...numbered('O', 7),
  ...numbered('P', 9),
  ...numbered('W', 4),
  ...numbered('R', 6),
  ...numbered('I', 5),
  ...numbered('S', 4),
  ...numbered('L', 3),
  ...numbered('T', 6),
]

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => `${letter}${place + 1}`)
}

export type Row = Readonly<{ id: string; state: string; proofs: readonly string[]; line: number }>

const STATES = ['open', 'partly', 'done']

/** The rows of the table: `| id | part | state | shown by |`, each proof between backticks. */
export function readRows(document: string): Row[] {
  return document.split('\n').flatMap((text, place) => {
    const cells = text.split('|').map((cell) => cell.trim())
    const [, id = '', , state = '', shownBy = ''] = cells
    if (!/^[A-Z]\d+$/.test(id)) return []
    const proofs = [...shownBy.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
    return [{ id, state, proofs, line: place + 1 }]
  })
}

/**
 * What is wrong with the rows. A proof `file > name` is a test that must have run and passed (in `outcomes`, whose files
 * are paths below the root); a proof without ` > ` is a file that must exist: a picture or a table of measurements.
 */
export function rowProblems(
  rows: readonly Row[],
  outcomes: readonly TestOutcome[],
  exists: (path: string) => boolean,
): string[] {
  const results = new Map(outcomes.map((test) => [`${test.file} > ${test.name}`, test.outcome]))
  const seen = new Set<string>()
  const problems: string[] = []
  for (const row of rows) {
    const say = (what: string): unknown => problems.push(`docs/rows.md:${row.line}  ${row.id} ${what}`)
    if (seen.has(row.id)) say('stands twice')
    seen.add(row.id)
    if (!ROW_IDS.includes(row.id)) say('is no row of the product')
    if (!STATES.includes(row.state)) say(`is "${row.state}"; a state is one of ${STATES.join(', ')}`)
    if (row.state === 'open' && row.proofs.length > 0) say('is open and names a proof')
    if (row.state !== 'open' && row.proofs.length === 0) say(`is ${row.state} and names no proof`)
    for (const proof of row.proofs) {
      const fault = proofFault(proof, results, exists)
      if (fault !== undefined) say(`${fault}: ${proof}`)
    }
  }
  const missing = ROW_IDS.filter((id) => !seen.has(id))
  if (missing.length > 0) problems.push(`docs/rows.md:1  lacks ${missing.join(', ')}`)
  return problems
}

function proofFault(
  proof: string,
  results: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): string | undefined {
  const [file = '', ...names] = proof.split(' > ')
  if (!exists(file)) return 'names a file that does not exist'
  if (names.length === 0) return undefined
  const outcome = results.get(`${file} > ${names.join(' ')}`)
  if (outcome === undefined) return 'names a test that did not run'
  return outcome === 'passed' ? undefined : 'names a test that failed'
}

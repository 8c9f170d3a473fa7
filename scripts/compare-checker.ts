// Holds the engine against the independent checker over generated plans and fields and prints where they differ, each
// kind of difference with its smallest example: node scripts/compare-checker.ts --runs 500 --seed 1
import { parseArgs } from 'node:util'
import { sample } from 'fast-check'
import { payCases, periodOf, readCase } from '#test/support/generated/cases.ts'
import { differencesOf } from '#test/support/generated/compare-pay.ts'
import { caseText, smallestCase } from '#test/support/generated/smallest.ts'

type Generated = ReturnType<(typeof payCases)['generate']>['value']

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})

/** What differs in a case, as words without the people and periods in it. */
function kindsOf(one: Generated): readonly string[] {
  const plan = readCase(one.document)
  if (!plan) return []
  try {
    const found = [...differencesOf(plan, one.input, periodOf(plan, one.label))]
    return found.map(({ what }) => what.replace(/^[^:]*: /, '').replace(/ of .* in .*/, ''))
  } catch (error) {
    // A case that one of the two cannot compute is a difference too, and must not hide the others.
    return [error instanceof Error ? `error: ${error.message}` : 'error']
  }
}

const kinds = new Map<string, { cases: number; example: Generated }>()
let equal = 0
for (const one of sample(payCases, { seed: Number(values.seed), numRuns: Number(values.runs) })) {
  const [kind] = kindsOf(one)
  if (kind === undefined) {
    equal += 1
    continue
  }
  const known = kinds.get(kind) ?? { cases: 0, example: one }
  kinds.set(kind, { ...known, cases: known.cases + 1 })
}
process.stdout.write(`${equal} of ${values.runs} cases equal\n`)
for (const [kind, { cases, example }] of kinds) {
  const small = smallestCase(example, (_plan, candidate) => kindsOf(candidate).includes(kind))
  const plan = readCase(small.document)
  const said = plan ? differencesOf(plan, small.input, periodOf(plan, small.label)) : []
  const lines = said.map(({ what, run, checker }) => `${what}: the run says ${run}, the checker ${checker}\n`)
  process.stdout.write(`\n${kind}: ${cases} cases\n${lines.join('')}${caseText(small)}\n`)
}
if (kinds.size > 0) process.exitCode = 1

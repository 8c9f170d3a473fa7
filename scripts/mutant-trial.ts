// Run by scripts/mutants.ts inside a copy of the program that has a fault planted in it: tries the examples, then the
// generated comparison with the checker, and prints as JSON what noticed the fault first. With `--sound` it runs in a copy
// without a fault and prints the generated cases that are equal there; only these can show a fault.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sample } from 'fast-check'
import { z } from 'zod'
import { caseNames, runCase } from '#modules/compensation/use-cases/run-cases.ts'
import { payCases, periodOf, readCase, type PayCase } from '#test/support/generated/cases.ts'
import { differencesOf } from '#test/support/generated/compare-pay.ts'

const GENERATED = { seed: 1, numRuns: 500 }
const examples = join(import.meta.dirname, '../examples/plans')

const { values } = parseArgs({
  options: { sound: { type: 'boolean' }, equal: { type: 'string', default: '' } },
})

type Noticed = Readonly<{ by: string; how: string }>

async function byExamples(): Promise<Noticed | undefined> {
  for (const name of await caseNames(examples)) {
    // The first example that notices is enough, so the others need not begin.
    // oxlint-disable-next-line no-await-in-loop
    const wrong = (await runCase(join(examples, name), name)).find((row) => !row.equal)
    if (wrong) {
      const { person, period, what, expected, got } = wrong
      const asked = [person, period, what].filter((part) => part !== '').join(' ')
      return { by: `example ${wrong.case}`, how: `${asked}: expected ${expected}, got ${got}` }
    }
  }
  return undefined
}

/** What a generated case shows, or undefined where engine and checker agree. */
function differenceIn(one: PayCase): string | undefined {
  const plan = readCase(one.document)
  if (!plan) return undefined
  try {
    const [first] = differencesOf(plan, one.input, periodOf(plan, one.label))
    return first && `${first.what}: the checker says ${first.checker}, the engine ${first.run}`
  } catch (error) {
    return error instanceof Error ? error.message : 'an error'
  }
}

function byGenerated(equal: ReadonlySet<number>): Noticed | undefined {
  for (const [index, one] of sample(payCases, GENERATED).entries()) {
    const how = equal.has(index) ? differenceIn(one) : undefined
    if (how !== undefined)
      return { by: 'generated comparison with the checker', how: `case ${index}: ${how}` }
  }
  return undefined
}

const answer = values.sound
  ? {
      unequal: await byExamples(),
      equal: sample(payCases, GENERATED).flatMap((one, index) =>
        differenceIn(one) === undefined ? [index] : [],
      ),
    }
  : ((await byExamples()) ??
    byGenerated(
      new Set(
        z.object({ equal: z.array(z.number()) }).parse(JSON.parse(await readFile(values.equal, 'utf8')))
          .equal,
      ),
    ))
process.stdout.write(JSON.stringify(answer ?? {}))

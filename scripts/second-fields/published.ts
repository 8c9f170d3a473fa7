import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExpectedValue } from '#modules/compensation/domain/cases/expected-file.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { caseNames } from '#modules/compensation/use-cases/run-cases.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import type { Asked } from './checked.ts'

export const examples = join(import.meta.dirname, '../../examples/plans')

/** The folders with a published example; the others are made up by this project. */
export async function publishedCases(): Promise<readonly string[]> {
  return (await caseNames(examples)).filter((name) => !/^(again|shows|try|unmet|whole)-/.test(name))
}

export async function planOfCase(name: string): Promise<Plan> {
  return readPayPlanText(await readFile(join(examples, name, 'plan.yaml'), 'utf8'), 'plan.yaml')
}

/** What the first field is asked for: its periods, and the measures, volumes and ranks in them. */
export function askedOf(expected: readonly ExpectedValue[]): Asked {
  const others = expected.map((value) => value.what).filter((what) => /^(measure |volume |rank$)/.test(what))
  return {
    labels: [...new Set(expected.map((value) => value.period))],
    others: [...new Set(others)],
  }
}

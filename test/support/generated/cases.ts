import * as fc from 'fast-check'
import { readPlan } from '#modules/compensation/domain/language/read-plan.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { PayInput } from '#modules/compensation/domain/pay/pay-input.ts'
import type { Period } from '#shared/period.ts'
import { periodNamed } from '#modules/compensation/domain/checker/periods.ts'
import type { Document } from './documents.ts'
import { payFields } from './fields.ts'
import { planDocuments } from './plans.ts'

/** A generated plan with a field and the period that is run. */
export type PayCase = Readonly<{ document: Document; input: PayInput; label: string }>

const labels = {
  day: '2026-10-05',
  week: '2026-W41',
  month: '2026-10',
  quarter: '2026-Q4',
  year: '2026',
} as const

/** The last two periods of a calendar before October 5, for rows of the state. */
const before = {
  day: ['2026-10-04', '2026-10-03'],
  week: ['2026-W40', '2026-W39'],
  month: ['2026-09', '2026-08'],
  quarter: ['2026-Q3', '2026-Q2'],
  year: ['2025', '2024'],
} as const

const kinds = ['day', 'week', 'month', 'quarter', 'year'] as const

export const payCases: fc.Arbitrary<PayCase> = planDocuments.chain((document) => {
  const calendar = kinds.find((kind) => kind === document['calendar']) ?? 'month'
  return fc.record({
    document: fc.constant(document),
    input: payFields(before[calendar], [...Object.values(labels), 'spring']).map((input) => ({
      ...input,
      state: withoutForeignRows(document, input.state),
    })),
    // Now and then a period of another calendar, in which only the bonuses of that calendar are paid.
    label: fc.oneof(
      { weight: 3, arbitrary: fc.constant<string>(labels[calendar]) },
      { weight: 2, arbitrary: fc.constantFrom(labels[calendar], ...otherLabels(document)) },
    ),
  })
})

/** The state without rows of bonuses of other calendars, which leave no rows in periods of the plan's own. */
function withoutForeignRows(document: Document, state: PayInput['state']): PayInput['state'] {
  const { bonuses, calendar } = document
  const foreign = Object.entries(typeof bonuses === 'object' && bonuses !== null ? bonuses : {})
    .filter(([, bonus]: [string, Document]) => (bonus['calendar'] ?? calendar) !== calendar)
    .map(([name]) => name)
  return state.filter((row) => !foreign.some((name) => row.name.startsWith(`${name} `)))
}

/** The periods in which bonuses of their own calendar are paid. */
function otherLabels(document: Document): readonly string[] {
  const { bonuses } = document
  const all: readonly unknown[] =
    typeof bonuses === 'object' && bonuses !== null ? Object.values(bonuses) : []
  return all.flatMap((bonus) => {
    const calendar = typeof bonus === 'object' && bonus !== null && 'calendar' in bonus ? bonus.calendar : ''
    if (calendar === 'campaign') return ['spring']
    const kind = kinds.find((one) => one === calendar)
    return kind ? [labels[kind]] : []
  })
}

/** The plan of a document, or undefined when its definitions need themselves; anything else wrong with it throws. */
export function readCase(document: Document): Plan | undefined {
  const read = readPlan(document)
  if ('plan' in read) return read.plan
  const other = read.problems.filter((problem) => !JSON.stringify(problem).includes('a circle'))
  if (other.length > 0) throw new Error(`a generated plan is wrong: ${JSON.stringify(other, null, 1)}`)
  return undefined
}

export function periodOf(plan: Plan, label: string): Period {
  const period = periodNamed(plan, label)
  if (!period) throw new Error(`${label} is no period`)
  return period
}

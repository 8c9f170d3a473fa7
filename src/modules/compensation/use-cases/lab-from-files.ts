import { hashRows, hashText } from '#platform/text-files/canonical-hash.ts'
import { columnsOf } from '../domain/frozen/frozen.ts'
import type { LeftState } from '../domain/frozen/result-columns.ts'
import type { Compared } from '../domain/lab/compare.ts'
import type { MonthOfLab } from '../domain/lab/months.ts'
import { peopleNumbering } from '../domain/lab/people.ts'
import { replayMonth, type Both } from '../domain/lab/replay-month.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { PayInput } from '../domain/pay/pay-input.ts'
import { PayProblem } from '../domain/pay/world.ts'
import { comparedOf } from './compared.ts'
import { hashesOf, readPayInput, type InputSource } from './read-pay-input.ts'
import { RunFilesError } from './run-error.ts'
import { periodsOf } from './run-pay-files.ts'

/** The files that the lab replays. */
export const LAB_INPUTS = ['people', 'orders', 'facts', 'links', 'adjust', 'state'] as const
type LabSources = Readonly<Partial<Record<(typeof LAB_INPUTS)[number], InputSource>>>

/**
 * Pays the periods of files by two plans, as `replayMonths` does those of a company. Throws RunFilesError for bad input. Given pay,
 * rates and parties are not among the sources.
 */
export async function labFromFiles(
  plans: Both<Plan>,
  of: Readonly<{ sources: LabSources; periods: string }>,
): Promise<Omit<Compared, 'limits'>> {
  const { sources } = of
  const periods = periodsOf(plans.before, of.periods, '--periods')
  const [first] = periods
  if (!first) throw new Error('a range names a period')
  const both = [plans.before, plans.after]
  const input = await readPayInput(plans.before, sources, first, 'everything', both)
  await readPayInput(plans.after, sources, first, 'everything', both)
  const given = new Set(LAB_INPUTS.filter((name) => sources[name] !== undefined))
  const hash = hashRows([Object.entries(hashesOf(input, given)).flat()])
  const people = peopleNumbering()
  const months: MonthOfLab[] = []
  let left: Both<LeftState> | undefined
  for (const { label } of periods) {
    const steps = replayMonth(plans, columnsFor(input, label), { left, people })
    const replayed = told(label, () => {
      for (;;) {
        const step = steps.next()
        if (step.done === true) return step.value
      }
    })
    left = replayed.left
    months.push({ ...replayed.month, accepted: undefined, inputs: { hash, frozen: true } })
  }
  return comparedOf(plans, months, people.people())
}

function columnsFor(input: PayInput, period: string) {
  const personIds = input.people.map((_, place) => BigInt(place))
  return columnsOf({ period, cutSeq: 0n, planHash: hashText(''), personIds, input })
}

function told<T>(label: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof PayProblem)) throw error
    throw new RunFilesError([`${label}: ${error.message}`])
  }
}

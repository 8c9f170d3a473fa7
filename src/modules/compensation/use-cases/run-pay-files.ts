import { hashText } from '#platform/text-files/canonical-hash.ts'
import { writeCsv } from '#platform/text-files/csv-target.ts'
import { namesIfFolder, writeText, writeWholeFolder } from '#platform/text-files/whole-folder.ts'
import { parsePeriod, periodsBetween, type Period } from '#shared/period.ts'
import { inputNames } from '../domain/files/input-files.ts'
import {
  payEarningsRows,
  payLineRows,
  payPeopleHeader,
  payPeopleRows,
  paySkippedRows,
  stateRows,
} from '../domain/files/pay-rows.ts'
import { paySummaryOf, type PaySummary } from '../domain/files/pay-summary.ts'
import { headerOf, outputFiles } from '../domain/files/output-files.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { PayInput } from '../domain/pay/pay-input.ts'
import { periodOfPlan } from '../domain/pay/periods.ts'
import type { PayResult } from '../domain/pay/pay-result.ts'
import { hashesOf, readPayInput, type InputSources } from './read-pay-input.ts'
import { RunFilesError } from './run-error.ts'
import { runPeriods } from './run-periods.ts'

/** A plan that was read with its text, the inputs, and where to write. `period` is a label or a range of two: `2026-08..2026-10`. */
export type RunPayInput = Readonly<{
  plan: Plan
  planText: string
  /** Later versions of the plan; each takes effect on its day. */
  later?: readonly Readonly<{ plan: Plan; planText: string }>[]
  sources: InputSources
  period: string
  out: string
  allowEmpty: boolean
}>

const RESULT_FILES = ['earnings.csv', 'lines.csv', 'skipped.csv', 'people.csv', 'state.csv', 'summary.json']

/**
 * Runs a plan for one period, or for a range one after the other, and writes the result in one step: a folder of files for
 * one period; a folder for each period of a range, with the last state beside them. It appears whole or not at all.
 * Throws RunFilesError for bad input.
 */
export async function runPayFiles(input: RunPayInput): Promise<readonly PaySummary[]> {
  const { plan, sources } = input
  const later = input.later ?? []
  const plans = [plan, ...later.map((one) => one.plan)]
  checkVersions(plans)
  const periods = periodsOf(plan, input.period)
  const range = input.period.includes('..')
  await refuseForeignFolder(input.out)
  const [first] = periods
  if (first === undefined) return []
  const read = await readPayInput(plan, sources, first, 'everything', plans)
  for (const one of later) await readPayInput(one.plan, sources, first, 'everything', plans)
  if (!input.allowEmpty) refuseEmpty(read, periods)
  const summaries: PaySummary[] = []
  const given = new Set(inputNames.filter((name) => sources[name] !== undefined))
  const folders = range ? periods.map((period) => period.label) : []
  await writeWholeFolder(
    input.out,
    async (pathOf) => {
      for (const run of runPeriods(plans, read, periods)) {
        // What a period was given as state is an input of it, from a file or from the period before.
        if (run.period !== first) given.add('state')
        const hashes = {
          plan: hashText([input.planText, ...later.map((one) => one.planText)].join('\n')),
          ...hashesOf(run.input, given),
        }
        const summary = paySummaryOf(plan, run.input, run.result, hashes)
        const placeOf = (name: string) => pathOf(range ? `${run.period.label}/${name}` : name)
        await writeResult(placeOf, plan, run.result, summary)
        if (range && run.period === periods.at(-1))
          await writeCsv(pathOf('state.csv'), headerOf(outputFiles.state), stateRows(run.result))
        summaries.push(summary)
      }
    },
    folders,
  )
  return summaries
}

/** Versions of one plan: the same name, calendar, zone and currency, each with a number and a day of its own, rising. */
function checkVersions(plans: readonly Plan[]): void {
  plans.forEach((plan, index) => {
    const before = plans[index - 1]
    if (!before) return
    const differs = (['name', 'timeZone', 'calendar', 'currency'] as const).find(
      (key) => plan[key] !== before[key],
    )
    if (differs)
      throw new RunFilesError([
        `--plan: found ${differs} "${plan[differs]}" beside "${before[differs]}", expected versions of one plan`,
      ])
    if (plan.version <= before.version || plan.effective <= before.effective)
      throw new RunFilesError([
        `--plan: found version ${plan.version} of ${plan.effective} after version ${before.version} of ${before.effective}, expected versions in their order, each effective later than the one before`,
      ])
  })
}

/** The periods that a label or a range names, all of one calendar of the plan and not before the plan; `option` is where it was given. */
export function periodsOf(plan: Plan, label: string, option = '--period'): readonly Period[] {
  const [from = '', to = from] = label.split('..')
  const [first, last] = [periodOf(plan, from, option), periodOf(plan, to, option)]
  const periods = periodsBetween(first, last)
  if (periods) return periods
  throw new RunFilesError([
    `${option}: found "${label}", expected two periods of one calendar, the earlier first, such as 2026-08..2026-10`,
  ])
}

function periodOf(plan: Plan, label: string, option: string): Period {
  const period = periodOfPlan(plan, label)
  if (!period)
    throw new RunFilesError([
      `${option}: found "${label}", expected a period such as 2026-10, 2026-Q4, 2026-W41, 2026-10-05 or 2026, a campaign of the plan, or a range such as 2026-08..2026-10`,
    ])
  const calendars = [...new Set([plan.calendar, ...plan.bonuses.map((bonus) => bonus.calendar)])]
  if (!calendars.includes(period.kind))
    throw new RunFilesError([
      `${option}: found the ${period.kind} ${label}, expected a ${calendars.join(' or a ')}, as the plan says`,
    ])
  const starts = parsePeriod(plan.effective, plan.timeZone)
  if (!starts || starts.fromMs > period.fromMs)
    throw new RunFilesError([
      `${option}: ${label} starts before the plan does, expected a period from ${plan.effective} on`,
    ])
  return period
}

/** A folder that an earlier run wrote may be replaced, with its folders of periods; anything else is left alone. */
async function refuseForeignFolder(out: string): Promise<void> {
  const entries = await namesIfFolder(out)
  if (!entries) throw new RunFilesError([`--out: found a file with the name ${out}, expected a folder`])
  for (const entry of entries) {
    if (RESULT_FILES.includes(entry)) continue
    const inside = (await namesIfFolder(`${out}/${entry}`)) ?? []
    const foreign = inside.length === 0 ? entry : inside.find((name) => !RESULT_FILES.includes(name))
    if (foreign === undefined) continue
    throw new RunFilesError([
      `--out: found the folder ${out} with other files in it (${foreign}), expected a new folder, an empty one or that of an earlier run`,
    ])
  }
}

function refuseEmpty(input: PayInput, periods: readonly Period[]): void {
  const inside = (period: Period) =>
    input.lines.some((line) => line.atMs >= period.fromMs && line.atMs < period.untilMs)
  const empty = periods.filter((period) => !inside(period)).map((period) => period.label)
  if (empty.length === 0) return
  const [first, last] = [periods[0], periods.at(-1)]
  const before = input.lines.filter((line) => line.atMs < (first?.fromMs ?? 0)).length
  const after = input.lines.filter((line) => line.atMs >= (last?.untilMs ?? 0)).length
  throw new RunFilesError([
    `orders: no order lies in ${empty.join(', ')} (${before} rows lie before, ${after} after what is run), expected at least one; --allow-empty runs it all the same`,
  ])
}

async function writeResult(
  pathOf: (name: string) => string,
  plan: Plan,
  result: PayResult,
  summary: PaySummary,
): Promise<void> {
  await writeCsv(pathOf('earnings.csv'), headerOf(outputFiles.earnings), payEarningsRows(plan, result))
  await writeCsv(pathOf('lines.csv'), headerOf(outputFiles.lines), payLineRows(plan, result))
  await writeCsv(pathOf('skipped.csv'), headerOf(outputFiles.skipped), paySkippedRows(result))
  await writeCsv(pathOf('people.csv'), payPeopleHeader(result), payPeopleRows(plan, result))
  await writeCsv(pathOf('state.csv'), headerOf(outputFiles.state), stateRows(result))
  await writeText(pathOf('summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
}

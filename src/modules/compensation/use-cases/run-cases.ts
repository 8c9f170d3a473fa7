import { readCsv } from '#platform/text-files/csv-source.ts'
import { namesIfFolder, namesInFolder } from '#platform/text-files/whole-folder.ts'
import { periodsBetween, type Period } from '#shared/period.ts'
import { answerOf, answers } from '../domain/cases/answers.ts'
import { expectedReader, type ExpectedValue } from '../domain/cases/expected-file.ts'
import { addTextProblem, problemList } from '../domain/files/file-problem.ts'
import type { FileReader } from '../domain/files/file-reader.ts'
import { inputNames, type InputName } from '../domain/files/input-files.ts'
import { planContext } from '../domain/files/pay-files.ts'
import { calendarKinds } from '../domain/language/kinds/bonus-keys.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { PayResult } from '../domain/pay/pay-result.ts'
import { readPayInput } from './read-pay-input.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { reasonOf, RunFilesError } from './run-error.ts'
import { planTextOf } from './plan-text.ts'
import { periodsOf } from './run-pay-files.ts'
import { runPeriods } from './run-periods.ts'

/** One expected value of a case beside what the run says; of a second field the case is `NAME/second`. */
export type CaseRow = Readonly<{
  case: string
  person: string
  period: string
  what: string
  expected: string
  got: string
  equal: boolean
  published: boolean
}>

/** The folders of examples: each folder that has a plan, in order of name. */
export async function caseNames(folder: string): Promise<readonly string[]> {
  const names: string[] = []
  for (const name of await namesInFolder(folder))
    if ((await namesIfFolder(`${folder}/${name}`))?.includes('plan.yaml')) names.push(name)
  return names.toSorted()
}

/**
 * Runs every example of a folder and compares it with its expected values, one row each. An example that cannot be run
 * gives one row that says why.
 */
export async function runCases(folder: string): Promise<readonly CaseRow[]> {
  const rows: CaseRow[] = []
  for (const name of await caseNames(folder)) rows.push(...(await runCase(`${folder}/${name}`, name)))
  return rows
}

/**
 * Runs one example folder: a plan, its inputs and expected.csv, and where there is a folder `second`, the inputs and values
 * of other people in it with the same plan.
 */
export async function runCase(folder: string, name: string): Promise<readonly CaseRow[]> {
  const planPath = `${folder}/plan.yaml`
  const rows = await runField(planPath, folder, name)
  if (!(await namesInFolder(folder)).includes(SECOND)) return rows
  return [...rows, ...(await runField(planPath, `${folder}/${SECOND}`, `${name}/${SECOND}`))]
}

/** The folder of a case's second field. */
export const SECOND = 'second'

async function runField(planPath: string, folder: string, name: string): Promise<readonly CaseRow[]> {
  try {
    return await compare(planPath, folder, name)
  } catch (error) {
    // One example that fails must not hide the others, whatever it fails on.
    const got = reasonOf(error)
    const none = { person: '', period: '', what: 'run', expected: 'a result', published: false }
    return [{ case: name, ...none, got, equal: false }]
  }
}

/** The field of an example: what is expected of it, the periods that are asked about, and its inputs. */
export async function readField(plan: Plan, folder: string) {
  const expected = await readExpected(`${folder}/expected.csv`, plan)
  const periods = periodsAsked(plan, expected)
  const [first] = periods
  if (first === undefined) throw new RunFilesError(['expected.csv: no rows, expected at least one value'])
  const files = await namesInFolder(folder)
  const sources: Partial<Record<InputName, { path: string }>> = {}
  for (const input of inputNames) {
    const file = [`${input}.csv`, `${input}.csv.gz`].find((candidate) => files.includes(candidate))
    if (file !== undefined) sources[input] = { path: `${folder}/${file}` }
  }
  return { expected, periods, input: await readPayInput(plan, sources, first) }
}

async function compare(planPath: string, folder: string, name: string): Promise<readonly CaseRow[]> {
  const plan = readPayPlanText(await planTextOf(planPath), 'plan.yaml')
  const { expected, periods, input } = await readField(plan, folder)
  const results = new Map<string, PayResult>()
  for (const run of runPeriods([plan], input, periods)) results.set(run.period.label, run.result)
  return expected.map((value) => {
    const result = results.get(value.period)
    const answer = result
      ? answerOf(plan, result, value.people, value.what)
      : { problem: `${value.period} was not run` }
    return {
      case: name,
      person: value.people,
      period: value.period,
      what: value.what,
      expected: value.expected,
      got: 'problem' in answer ? answer.problem : answer.value,
      equal: answers(value.expected, answer, value.what, value.unit),
      published: value.published,
    }
  })
}

/**
 * Of each calendar that is asked about, the periods from the first to the last; in order of their ends, shorter ones first.
 * Where a week belongs to the month in which it starts, it is run before that month.
 */
function periodsAsked(plan: Plan, expected: readonly ExpectedValue[]): readonly Period[] {
  const labels = new Set(expected.map((value) => value.period))
  const asked = [...labels].flatMap((label) => periodsOf(plan, label))
  const periods: Period[] = []
  for (const ofKind of Map.groupBy(asked, (period) => period.kind).values()) {
    const sorted = ofKind.toSorted((a, b) => a.fromMs - b.fromMs)
    const [first, last] = [sorted[0], sorted.at(-1)]
    if (first?.kind === 'campaign') periods.push(...sorted)
    else if (first && last) periods.push(...(periodsBetween(first, last) ?? []))
  }
  const isEarly = ({ kind }: Period) =>
    plan.across === 'by_start' &&
    kind !== plan.calendar &&
    (kind === 'campaign' || calendarKinds.indexOf(kind) < calendarKinds.indexOf(plan.calendar))
  const placeMs = (period: Period) => (isEarly(period) ? period.fromMs : period.untilMs)
  return periods.toSorted((a, b) => placeMs(a) - placeMs(b) || b.fromMs - a.fromMs)
}

async function readExpected(path: string, plan: Plan): Promise<readonly ExpectedValue[]> {
  const problems = problemList('expected.csv')
  const known = { people: undefined, orders: undefined, parties: undefined }
  let reader: FileReader<readonly ExpectedValue[]> | undefined
  await readCsv(path, {
    header(names) {
      reader = expectedReader(names, { ...planContext(plan), known, problems })
      return reader.readRow
    },
    problem: (row, code, found, expected) => addTextProblem(problems, row, code, found, expected),
  })
  if (problems.listed.length > 0) throw new RunFilesError([], [problems])
  return reader?.finish() ?? []
}

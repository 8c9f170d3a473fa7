import { hashRows, hashText } from '#platform/text-files/canonical-hash.ts'
import { readCsv } from '#platform/text-files/csv-source.ts'
import { writeCsv } from '#platform/text-files/csv-target.ts'
import { readTextFile } from '#platform/text-files/read-text.ts'
import { fileName, namesInFolder, writeText, writeWholeFolder } from '#platform/text-files/whole-folder.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import { buildField } from '../domain/engine/field.ts'
import { runPlan } from '../domain/engine/run.ts'
import { addTextProblem, problemList, type ProblemList } from '../domain/files/file-problem.ts'
import { storeLines } from '../domain/files/line-store.ts'
import { orderColumns } from '../domain/files/order-columns.ts'
import { firstPlanWords, columnsRead, orderRows, type OrderRows } from '../domain/files/order-rows.ts'
import { ordersReader, type OrdersRead } from '../domain/files/orders-file.ts'
import { peopleReader, type PeopleRead } from '../domain/files/people-file.ts'
import {
  earningsHeader,
  earningsRows,
  lineRows,
  linesHeader,
  peopleHeader,
  peopleRows,
  skippedHeader,
  skippedRows,
  type ResultParts,
} from '../domain/files/result-rows.ts'
import { summaryOf } from '../domain/files/summary.ts'
import { requireColumn } from '../domain/files/table.ts'
import type { PersonInput } from '../domain/pay/pay-input.ts'
import type { Plan } from '../domain/plan/plan.ts'
import { readPlanText } from './read-plan-text.ts'
import { RunFilesError } from './run-error.ts'

/** Paths of the inputs and of the folder to write; `period` is a label such as 2026-10. */
export type RunFilesInput = Readonly<{
  plan: string
  people: string
  orders: string
  period: string
  out: string
  allowEmpty: boolean
}>

/**
 * Reads a plan and its input files, runs the plan for one period and writes the result folder in one step: it appears whole
 * or not at all. Throws RunFilesError or PlanTextError for bad input.
 */
export async function runFiles(input: RunFilesInput): Promise<ReturnType<typeof summaryOf>> {
  const text = await planTextOf(input.plan)
  const plan = readPlanText(text, fileName(input.plan))
  const period = periodOf(plan, input.period)
  await refuseForeignFolder(input.out)
  const people = await readPeople(input.people, plan)
  const field = buildField(people)
  const read = await readOrders(input, plan, period, field.numberOf)
  const orders = orderColumns(read, plan)
  const run = runPlan(plan, field, orders)
  const parts: ResultParts = { plan, field, orders, run, lines: storeLines(plan, field, orders, run) }
  const hashes = {
    plan: hashText(text),
    people: hashRows(peopleFields(people)),
    orders: hashRows(orderFields(read, field.ids)),
  }
  const summary = summaryOf(parts, { period, read, hashes })
  await writeFolder(input.out, parts, summary)
  return summary
}

/** The text of a plan file. Throws RunFilesError where it cannot be read. */
export async function planTextOf(path: string): Promise<string> {
  const source = await readTextFile(path)
  if ('reason' in source) throw new RunFilesError([`${path}: the plan cannot be read (${source.reason})`])
  return source.text
}

function periodOf(plan: Plan, label: string): Period {
  const period = parsePeriod(label, plan.timeZone)
  if (!period)
    throw new RunFilesError([
      `--period: found "${label}", expected a ${plan.calendar} such as 2026-10, 2026-Q4, 2026-W41 or 2026-10-05`,
    ])
  if (period.kind !== plan.calendar) {
    throw new RunFilesError([
      `--period: found the ${period.kind} ${label}, expected a ${plan.calendar}, which is the calendar of the plan`,
    ])
  }
  const starts = parsePeriod(plan.effective, plan.timeZone)
  if (!starts || starts.fromMs > period.fromMs) {
    throw new RunFilesError([
      `--period: ${label} starts before the plan does, expected a period from ${plan.effective} on`,
    ])
  }
  return period
}

/** A folder that an earlier run wrote may be replaced; anything else is left alone. */
async function refuseForeignFolder(out: string): Promise<void> {
  const entries = await namesInFolder(out)
  const ours = ['earnings.csv', 'lines.csv', 'skipped.csv', 'people.csv', 'state.csv', 'summary.json']
  if (entries.some((entry) => !ours.includes(entry))) {
    throw new RunFilesError([
      `--out: found the folder ${out} with other files in it, expected a new folder, an empty one or that of an earlier run`,
    ])
  }
}

async function readPeople(path: string, plan: Plan): Promise<readonly PersonInput[]> {
  const problems = problemList(fileName(path))
  let finish: (() => PeopleRead) | undefined
  await readCsv(
    path,
    sinkOf(problems, (names) => {
      const reader = peopleReader(names, { ...contextOf(plan), problems })
      finish = reader.finish
      return reader.readRow
    }),
  )
  throwIfUnreadable(problems)
  const read = finish?.()
  throwProblems(problems)
  checkTrees(plan)
  return read?.people ?? []
}

function contextOf(plan: Plan, people?: ReadonlyMap<string, number>) {
  const known = { people: people && new Set(people.keys()), orders: undefined, parties: undefined }
  const zone = plan.timeZone
  return { zone, periodOf: (label: string) => parsePeriod(label, zone), plan: firstPlanWords(plan), known }
}

/** The sponsor tree is the one that people.csv gives so far. */
function checkTrees(plan: Plan): void {
  const trees = new Map<string, string>()
  for (const volume of plan.volumes)
    if (volume.kind === 'group') trees.set(`volumes.${volume.name}.tree`, volume.tree)
  for (const bonus of plan.bonuses)
    if (bonus.kind === 'differential') trees.set(`bonuses.${bonus.name}.tree`, bonus.tree)
  const wrong = [...trees].filter(([, tree]) => tree !== 'sponsor')
  if (wrong.length > 0) {
    throw new RunFilesError(
      wrong.map(
        ([path, tree]) => `plan, ${path}: found the tree "${tree}", which no file gives; expected "sponsor"`,
      ),
    )
  }
}

async function readOrders(
  input: RunFilesInput,
  plan: Plan,
  period: Period,
  numberOf: ReadonlyMap<string, number>,
): Promise<OrderRows> {
  const problems = problemList(fileName(input.orders))
  let finish: (() => OrdersRead) | undefined
  await readCsv(
    input.orders,
    sinkOf(problems, (names) => {
      const reader = ordersReader(names, { ...contextOf(plan, numberOf), problems })
      finish = reader.finish
      return reader.readRow
    }),
  )
  throwIfUnreadable(problems)
  const lines = finish?.()
  if (lines) {
    const given = new Set(lines.columns)
    for (const name of columnsRead(plan)) requireColumn(given, name, problems, ', which the plan reads')
  }
  throwProblems(problems)
  if (!lines) throw new RunFilesError([`${problems.file}: no header row`])
  const read = orderRows(lines, plan, period, numberOf)
  if (read.rows.length === 0 && !input.allowEmpty) {
    const { before, after } = read.outside
    throw new RunFilesError([
      `${problems.file}: no order lies in ${input.period} (${before} rows lie before it, ${after} after it), expected at least one; --allow-empty runs it all the same`,
    ])
  }
  return read
}

async function writeFolder(out: string, parts: ResultParts, summary: unknown): Promise<void> {
  await writeWholeFolder(out, async (pathOf) => {
    await writeCsv(pathOf('earnings.csv'), earningsHeader, earningsRows(parts))
    await writeCsv(pathOf('lines.csv'), linesHeader, lineRows(parts))
    await writeCsv(pathOf('skipped.csv'), skippedHeader, skippedRows(parts))
    await writeCsv(pathOf('people.csv'), peopleHeader(parts.plan), peopleRows(parts))
    await writeText(pathOf('summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  })
}

function sinkOf(
  problems: ProblemList,
  header: (names: readonly string[]) => (row: readonly string[]) => void,
): Parameters<typeof readCsv>[1] {
  return {
    header,
    problem: (row, code, found, expected) => addTextProblem(problems, row, code, found, expected),
  }
}

/** A file that broke off is told alone: what its missing rows would have said is not an error of its own. */
function throwIfUnreadable(problems: ProblemList): void {
  if (problems.listed.some((problem) => problem.code === 'bad_csv' || problem.code === 'unreadable_file'))
    throwProblems(problems)
}

function throwProblems(problems: ProblemList): void {
  if (problems.listed.length > 0) throw new RunFilesError([], [problems])
}

function* peopleFields(people: readonly PersonInput[]): Generator<string[]> {
  for (const person of people) {
    yield [
      person.id,
      person.sponsorId ?? '',
      String(person.joinedAtMs ?? ''),
      person.kind,
      person.status,
      person.rank ?? '',
    ]
  }
}

function* orderFields(read: OrderRows, ids: readonly string[]): Generator<string[]> {
  for (const row of read.rows) {
    yield [
      row.orderId,
      ids[row.buyer] ?? '',
      ids[row.seller] ?? '',
      String(row.atMs),
      row.type,
      row.product,
      row.category,
      row.currency,
      row.ofOrderId,
      String(row.quantityMicro),
      String(row.amountMicro),
      ...row.values.map(String),
    ]
  }
}

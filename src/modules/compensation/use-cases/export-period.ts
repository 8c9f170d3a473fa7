import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { readKept } from '#platform/files/files.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { hashFiles } from '#platform/text-files/canonical-hash.ts'
import { writeCsv } from '#platform/text-files/csv-target.ts'
import { writeText, writeWholeFolder } from '#platform/text-files/whole-folder.ts'
import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { payDigits } from '../domain/engine/pay-digits.ts'
import { columnsRead } from '../domain/files/order-rows.ts'
import { earningsHeader } from '../domain/files/result-rows.ts'
import { VOLUME_PLACES } from '../domain/plan/node.ts'
import type { Plan } from '../domain/plan/plan.ts'
import { decodeResults, type Results } from '../domain/snapshot/results.ts'
import { decodeSnapshot, type Snapshot } from '../domain/snapshot/snapshot.ts'
import { marketsOfPeople } from '../store/export-source.ts'
import { joiningTimes } from '../store/joining-times.ts'
import { planById, planInEffect, type PlanVersion } from '../store/plans.ts'
import { runOfPeriod, type Run } from '../store/runs.ts'
import { ordersBetween, peopleBefore } from '../store/snapshot-source.ts'
import { readPlanText } from './read-plan-text.ts'
import { historyFiles, writeHistoryFiles } from './write-history-files.ts'

/** The files of an export; `earnings.csv` is there when the period was computed. */
export const exportFiles = ['plan.yaml', 'people.csv', 'orders.csv', ...historyFiles, 'earnings.csv'] as const

/** What was written. `hash` is SHA-256 (hex) over the files' names and bytes; `frozen` says that a close froze it. */
export type Exported = Readonly<{
  period: string
  frozen: boolean
  people: number
  orders: number
  hash: string
}>

type Source = Pick<Snapshot, 'people' | 'orders' | 'volumeNames'>

/**
 * Writes what a period is computed from as files that `run` reads: the plan, people, orders and what is known from before, and
 * for a computed period what it pays as `earnings.csv`, without amounts of zero. A period that was frozen is written from its kept bytes,
 * another one as it stands. The folder is replaced as a whole. Refused as `pay.period_unknown` or `pay.no_plan`.
 */
export async function exportPeriod(
  deps: Readonly<{ db: Db }>,
  input: Readonly<{ period: string; out: string }>,
): Promise<Result<Exported>> {
  const actor = systemActor('export')
  const found = await read(deps, actor, (tx) => findPeriod(tx, input.period))
  if (!found.ok) return found
  const { period, version, run } = found.value
  const plan = readPlanText(version.source, version.name)
  const source: Source = run?.snapshot
    ? decodeSnapshot(await readKept(deps.db, run.snapshot))
    : await read(deps, actor, (tx) => presentState(tx, plan, period))
  const results = run?.results ? decodeResults(await readKept(deps.db, run.results)) : undefined
  const joined = await read(deps, actor, (tx) => joiningTimes(tx, period.untilMs))
  const markets = await read(deps, actor, marketsOfPeople)
  const personIds = new Set(source.people.map((person) => person.id))
  let hash = ''
  await writeWholeFolder(input.out, async (pathOf) => {
    await writeText(pathOf('plan.yaml'), version.source)
    await writeCsv(pathOf('people.csv'), peopleHeader, peopleRows(source, joined, markets))
    await writeCsv(pathOf('orders.csv'), ordersHeader(source), orderRows(source))
    await writeHistoryFiles(deps, { period, personIds }, pathOf)
    if (results) await writeCsv(pathOf('earnings.csv'), earningsHeader, paidRows(plan, source, results))
    hash = await hashFiles(results ? exportFiles : exportFiles.slice(0, -1), pathOf)
  })
  return ok({
    period: period.label,
    frozen: run?.snapshot != null,
    people: source.people.length,
    orders: source.orders.filter((order) => order.type !== 'return').length,
    hash,
  })
}

async function findPeriod(
  tx: Tx,
  label: string,
): Promise<Result<Readonly<{ period: Period; version: PlanVersion; run: Run | undefined }>>> {
  const calendar = await calendarByCode(tx, MONTHS)
  const period = calendar && parsePeriod(label, calendar.timeZone)
  if (!period || period.kind !== calendar.kind)
    return refuse('pay.period_unknown', { period: label }, 'period')
  const known = await runOfPeriod(tx, period.label)
  const run = known?.state === 'failed' ? undefined : known
  const version = run
    ? await planById(tx, run.planVersionId)
    : await planInEffect(tx, `${period.label.slice(0, 7)}-01`)
  return version ? ok({ period, version, run }) : refuse('pay.no_plan', { period: label })
}

async function presentState(tx: Tx, plan: Plan, period: Period): Promise<Source> {
  const volumeNames = columnsRead(plan)
  const people = await peopleBefore(tx, period.untilMs)
  const orders = await ordersBetween(tx, period, volumeNames)
  return {
    volumeNames,
    people: people.sort((a, b) => (a.id < b.id ? -1 : 1)),
    orders: orders.sort((a, b) => a.atMs - b.atMs || (a.code < b.code ? -1 : 1)),
  }
}

const peopleHeader = ['id', 'sponsor_id', 'joined_at', 'kind', 'status', 'attr:market']

function* peopleRows(
  source: Source,
  joined: ReadonlyMap<bigint, number>,
  markets: ReadonlyMap<string, string>,
): Generator<string[]> {
  for (const person of source.people) {
    const at = joined.get(person.personId)
    const joinedAt = at === undefined ? '' : new Date(at).toISOString()
    const market = markets.get(person.id) ?? ''
    yield [person.id, person.sponsorId ?? '', joinedAt, person.kind, person.status, market]
  }
}

function ordersHeader(source: Source): string[] {
  const named = ['order_id', 'buyer_id', 'seller_id', 'at', 'type', 'of_order_id', 'amount', 'currency']
  return named.concat(volumeColumns(source))
}

function* orderRows(source: Source): Generator<string[]> {
  const places = volumeColumns(source).map((name) => source.volumeNames.indexOf(name))
  const codes = new Set(source.orders.map((order) => order.code))
  for (const order of source.orders)
    yield [
      order.code,
      order.buyer,
      order.seller,
      new Date(order.atMs).toISOString(),
      order.type,
      originalOf(order, codes),
      formatDecimal(order.amountMinor, currencyDigits(order.currency)),
      order.currency,
      ...places.map((place) => formatShort(order.volumes[place] ?? 0n, VOLUME_PLACES)),
    ]
}

/** The order that a return takes back, where it lies in the period too: a file names only orders that it has. */
function originalOf({ code, type }: Source['orders'][number], codes: ReadonlySet<string>): string {
  const original = type === 'return' && code.endsWith('-R') ? code.slice(0, -'-R'.length) : ''
  return codes.has(original) ? original : ''
}

/** A plan may also read the amount, which has a column of its own. */
function volumeColumns(source: Source): string[] {
  return source.volumeNames.filter((name) => name.startsWith('volume:'))
}

/** What the period pays, in the order of the earnings that `run` writes: by id, then by the plan's bonuses. */
function* paidRows(plan: Plan, source: Source, results: Results): Generator<string[]> {
  const paid = new Map(results.people.map((person) => [person.personId, person.minors]))
  for (const person of source.people)
    for (const [place, bonus] of plan.bonuses.entries()) {
      const minor = paid.get(person.personId)?.[place] ?? 0n
      const { currency } = bonus.unitValue
      if (minor !== 0n)
        yield [person.id, bonus.name, formatDecimal(minor, payDigits(plan, currency)), currency]
    }
}

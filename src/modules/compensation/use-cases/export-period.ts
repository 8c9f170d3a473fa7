import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { readKept } from '#platform/files/files.ts'
import { headSeq } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { hashFiles } from '#platform/text-files/canonical-hash.ts'
import { writeCsv } from '#platform/text-files/csv-target.ts'
import { writeText, writeWholeFolder } from '#platform/text-files/whole-folder.ts'
import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { headerOf, outputFiles } from '../domain/files/output-files.ts'
import { decodeFrozen, type Frozen } from '../domain/frozen/frozen.ts'
import { decodeResults, type Results } from '../domain/frozen/results.ts'
import { inputNeeds } from '../domain/language/plan-reads.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { LineInput } from '../domain/pay/pay-input.ts'
import { payDigits } from '../domain/pay/settle.ts'
import { planById, planInEffect, type PlanVersion } from '../store/plans.ts'
import { standingRun } from '../store/deltas.ts'
import type { Run } from '../store/runs.ts'
import { readFacts, stateBefore, volumesRead } from './read-facts.ts'
import { readPayPlanText } from './read-plan-text.ts'
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

/**
 * Writes what a period is computed from as files that `run` reads: the plan, people, orders and what is known from before, and
 * for a computed period what it pays as `earnings.csv`, deltas included, without amounts of zero. A period that was frozen is written from its kept bytes,
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
  const plan = readPayPlanText(version.source, version.name)
  const frozen = run?.snapshot
    ? decodeFrozen(await readKept(deps.db, run.snapshot))
    : await read(deps, actor, (tx) => presentFacts(deps, tx, { plan, version, period }))
  const results = run?.results ? decodeResults(await readKept(deps.db, run.results)) : undefined
  let hash = ''
  await writeWholeFolder(input.out, async (pathOf) => {
    await writeText(pathOf('plan.yaml'), version.source)
    await writeCsv(pathOf('people.csv'), peopleHeader(plan), peopleRows(frozen, plan))
    await writeCsv(pathOf('orders.csv'), ordersHeader(plan), orderRows(frozen, volumesRead(plan)))
    await writeHistoryFiles(deps, { period, input: frozen.input }, pathOf)
    if (results)
      await writeCsv(pathOf('earnings.csv'), headerOf(outputFiles.earnings), paidRows(plan, frozen, results))
    hash = await hashFiles(results ? exportFiles : exportFiles.slice(0, -1), pathOf)
  })
  return ok({
    period: period.label,
    frozen: run?.snapshot != null,
    people: frozen.input.people.length,
    orders: ordersIn(frozen, period),
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
  const known = await standingRun(tx, period.label)
  const run = known?.state === 'failed' ? undefined : known
  const version = run
    ? await planById(tx, run.planVersionId)
    : await planInEffect(tx, `${period.label.slice(0, 7)}-01`)
  return version ? ok({ period, version, run }) : refuse('pay.no_plan', { period: label })
}

async function presentFacts(
  deps: Readonly<{ db: Db }>,
  tx: Tx,
  of: Readonly<{ plan: Plan; version: PlanVersion; period: Period }>,
): Promise<Frozen> {
  const { plan, version, period } = of
  const cutSeq = await headSeq(tx)
  const { state } = await stateBefore(deps, tx, period.fromMs)
  return readFacts(tx, { plan, planHash: version.hash, period, cutSeq, state, late: 'counted' })
}

function ordersIn({ input }: Frozen, period: Period): number {
  const inside = (line: LineInput): boolean =>
    line.type !== 'return' && line.atMs >= period.fromMs && line.atMs < period.untilMs
  return new Set(input.lines.filter(inside).map((line) => line.orderId)).size
}

const peopleColumns = ['id', 'sponsor_id', 'joined_at', 'kind', 'status', 'owner_id', 'attr:market']

/** The trees beside the sponsor tree that a plan names; a file tells of each, also where nobody stands in it. */
function treesRead(plan: Plan): readonly string[] {
  return [...inputNeeds(plan).trees].toSorted()
}

function peopleHeader(plan: Plan): string[] {
  return [...peopleColumns, ...treesRead(plan).flatMap((tree) => [`parent:${tree}`, `side:${tree}`])]
}

function* peopleRows({ input }: Frozen, plan: Plan): Generator<string[]> {
  const trees = treesRead(plan)
  for (const { id, sponsorId, joinedAtMs, kind, status, ownerId, attributes, places } of input.people) {
    const joinedAt = joinedAtMs === undefined ? '' : new Date(joinedAtMs).toISOString()
    const placed = trees.flatMap((tree) => [places.get(tree)?.parentId ?? '', places.get(tree)?.side ?? ''])
    yield [
      id,
      sponsorId ?? '',
      joinedAt,
      kind,
      status,
      ownerId ?? '',
      attributes.get('market') ?? '',
      ...placed,
    ]
  }
}

const orderColumns = [
  'order_id',
  'buyer_id',
  'seller_id',
  'at',
  'type',
  'of_order_id',
  'party_id',
  'product',
  'category',
  'quantity',
  'amount',
  'currency',
]

function ordersHeader(plan: Plan): string[] {
  return [...orderColumns, ...volumesRead(plan).map((name) => `volume:${name}`)]
}

function* orderRows({ input }: Frozen, volumes: readonly string[]): Generator<string[]> {
  const known = new Set(input.lines.map((line) => line.orderId))
  for (const line of input.lines)
    yield [
      line.orderId,
      line.buyerId,
      line.sellerId,
      new Date(line.atMs).toISOString(),
      line.type,
      // A file names only orders that it has: what is taken back may lie before them.
      known.has(line.ofOrderId) ? line.ofOrderId : '',
      line.partyId,
      line.product,
      line.category,
      formatShort(line.quantityMicro, MICRO_PLACES),
      formatShort(line.amountMicro, MICRO_PLACES),
      line.currency,
      ...volumes.map((name) => formatShort(line.volumes.get(name) ?? 0n, MICRO_PLACES)),
    ]
}

const MICRO_PLACES = 6

/** What the period pays, in the order of the earnings that `run` writes: by id, then by the plan's bonuses. */
function* paidRows(plan: Plan, frozen: Frozen, results: Results): Generator<string[]> {
  const paid = Map.groupBy(results.earnings, (one) => one.personId)
  for (const [index, person] of frozen.input.people.entries())
    for (const { place, currency, minor } of paid.get(frozen.personIds[index] ?? 0n) ?? [])
      yield [
        person.id,
        results.bonuses[place] ?? '',
        formatDecimal(minor, payDigits(plan, currency)),
        currency,
      ]
}

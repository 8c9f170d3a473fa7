import { read, systemActor } from '#platform/postgres/transact.ts'
import type { Db } from '#platform/postgres/database.ts'
import { writeCsv } from '#platform/text-files/csv-target.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import type { Period } from '#shared/period.ts'
import { inputFiles, type InputName } from '../domain/files/input-files.ts'
import type { FactInput, LinkInput, PayInput, StateInput } from '../domain/pay/pay-input.ts'
import { paidBefore, type PaidBefore } from '../store/export-source.ts'

/** The files of an export besides plan, people and orders. */
export const historyFiles = [
  'facts.csv',
  'earned.csv',
  'links.csv',
  'rates.csv',
  'adjust.csv',
  'parties.csv',
  'state.csv',
] as const

/**
 * Writes what else `run` takes: kinds and statuses that changed as facts, places that changed as links, what accepted
 * periods paid, corrections by hand, parties, and the state that the last of them left. Files for which a company has nothing yet have a header only.
 */
export async function writeHistoryFiles(
  deps: Readonly<{ db: Db }>,
  of: Readonly<{ period: Period; input: PayInput }>,
  pathOf: (name: string) => string,
): Promise<void> {
  const { period, input } = of
  const paid = await read(deps, systemActor('export'), (tx) => paidBefore(tx, period.fromMs))
  const people = new Set(input.people.map((person) => person.id))
  const known = paid.filter(({ personId }) => people.has(personId))
  const write = async (name: InputName, rows: Iterable<readonly string[]>): Promise<void> =>
    writeCsv(pathOf(`${name}.csv`), headerOf(name), rows)
  await write('facts', factRows(input.facts))
  await write('earned', earnedRows(known))
  await write('links', linkRows(input.links))
  await write('state', stateRows(input.state))
  await write('adjust', adjustRows(input.adjustments))
  await write('parties', partyRows(input.parties))
  await write('rates', [])
}

function* partyRows(parties: PayInput['parties']): Generator<string[]> {
  for (const { partyId, hostId, sellerId, type, atMs, closedAtMs } of parties)
    yield [partyId, hostId, sellerId, type, instantText(atMs), instantText(closedAtMs)]
}

/** The columns with a name of their own; further ones, such as attributes, a company has none of. */
function headerOf(name: InputName): string[] {
  const columns = inputFiles.find((file) => file.name === name)?.columns ?? []
  return columns.map((column) => column.name).filter((column) => !column.includes('<'))
}

function instantText(atMs: number | undefined): string {
  return atMs === undefined ? '' : new Date(atMs).toISOString()
}

function* factRows(facts: readonly FactInput[]): Generator<string[]> {
  for (const { scope, id, name, value, fromMs, untilMs } of facts)
    yield [scope, id, name, value, instantText(fromMs), instantText(untilMs)]
}

function* earnedRows(paid: readonly PaidBefore[]): Generator<string[]> {
  for (const { personId, bonus, period, currency, minor } of paid)
    yield [personId, bonus, period, formatDecimal(minor, currencyDigits(currency)), currency]
}

function* linkRows(links: readonly LinkInput[]): Generator<string[]> {
  for (const { tree, personId, parentId, side, fromMs, untilMs } of links)
    yield [tree, personId, parentId ?? '', side, instantText(fromMs), instantText(untilMs)]
}

function* adjustRows(adjustments: PayInput['adjustments']): Generator<string[]> {
  for (const { personId, kind, name, value, atMs, untilMs, reason } of adjustments)
    yield [personId, kind, name, value, instantText(atMs), instantText(untilMs), reason]
}

function* stateRows(state: readonly StateInput[]): Generator<string[]> {
  for (const { personId, period, name, value } of state) yield [personId, period, name, value]
}

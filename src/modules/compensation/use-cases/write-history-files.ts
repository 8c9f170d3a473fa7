import { read, systemActor } from '#platform/postgres/transact.ts'
import type { Db } from '#platform/postgres/database.ts'
import { writeCsv } from '#platform/text-files/csv-target.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import type { Period } from '#shared/period.ts'
import { inputFiles, type InputName } from '../domain/files/input-files.ts'
import {
  linksBefore,
  paidBefore,
  standingsBefore,
  stoodBefore,
  type PaidBefore,
  type PastLink,
  type PastStanding,
  type StoodBefore,
} from '../store/export-source.ts'

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
 * Writes what else `run` takes: kinds and statuses that changed as facts, places in the trees as links, and what accepted
 * periods paid and left as rank and activity. Files for which a company has nothing yet have a header only.
 */
export async function writeHistoryFiles(
  deps: Readonly<{ db: Db }>,
  of: Readonly<{ period: Period; personIds: ReadonlySet<string> }>,
  pathOf: (name: string) => string,
): Promise<void> {
  const { period, personIds } = of
  const known = <T extends Readonly<{ personId: string }>>(rows: readonly T[]): readonly T[] =>
    rows.filter(({ personId }) => personIds.has(personId))
  const { links, standings, paid, stood } = await read(deps, systemActor('export'), async (tx) => ({
    links: known(await linksBefore(tx, period.untilMs)),
    standings: known(await standingsBefore(tx, period.untilMs)),
    paid: known(await paidBefore(tx, period.fromMs)),
    stood: known(await stoodBefore(tx, period.fromMs)),
  }))
  const write = async (name: InputName, rows: Iterable<readonly string[]>): Promise<void> =>
    writeCsv(pathOf(`${name}.csv`), headerOf(name), rows)
  await write('facts', factRows(standings, period.untilMs))
  await write('earned', earnedRows(paid))
  await write('links', linkRows(links, personIds, period.untilMs))
  await write('state', stateRows(stood))
  for (const name of ['rates', 'adjust', 'parties'] as const) await write(name, [])
}

/** The columns with a name of their own; further ones, such as attributes, a company has none of. */
function headerOf(name: InputName): string[] {
  const columns = inputFiles.find((file) => file.name === name)?.columns ?? []
  return columns.map((column) => column.name).filter((column) => !column.includes('<'))
}

/** An end after the period is not known yet. */
function untilText(until: Date | null, endMs: number): string {
  return until === null || until.getTime() >= endMs ? '' : until.toISOString()
}

function* factRows(standings: readonly PastStanding[], endMs: number): Generator<string[]> {
  for (const { personId, kind, status, from, until, isFirst } of standings)
    for (const [name, value] of [
      ['kind', kind],
      ['status', status],
    ] as const)
      yield ['person', personId, name, value, isFirst ? '' : from.toISOString(), untilText(until, endMs)]
}

function* earnedRows(paid: readonly PaidBefore[]): Generator<string[]> {
  for (const { personId, bonus, period, currency, minor } of paid)
    yield [personId, bonus, period, formatDecimal(minor, currencyDigits(currency)), currency]
}

function* linkRows(
  links: readonly PastLink[],
  personIds: ReadonlySet<string>,
  endMs: number,
): Generator<string[]> {
  for (const { tree, personId, parentId, from, until } of links)
    // A parent who is not part of the export stands above everything that is.
    yield [
      tree,
      personId,
      parentId !== null && personIds.has(parentId) ? parentId : '',
      '',
      from.toISOString(),
      untilText(until, endMs),
    ]
}

function* stateRows(stood: readonly StoodBefore[]): Generator<string[]> {
  for (const { personId, period, active, rank, careerRank } of stood) {
    if (active) yield [personId, period, 'active', 'true']
    if (careerRank !== null) yield [personId, period, 'career rank', careerRank]
    if (rank !== null) yield [personId, period, 'rank', rank]
  }
}

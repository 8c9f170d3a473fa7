import { listLegalEntities, listMarkets } from '#modules/company/api.ts'
import { personByCode } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { instantOf } from '#shared/time.ts'
import {
  companyAccounts,
  entriesOf,
  journalById,
  listJournals,
  reversalOf,
  sumsOf,
  walletMovements,
  walletsOf,
  type JournalRow,
  type JournalSums,
  type JournalsQuestion,
} from '../store/journals.ts'

const LINES_SHOWN_MAX = 500

type Names = Readonly<{ entities: ReadonlyMap<bigint, string>; markets: ReadonlyMap<bigint, string> }>

/** A page of journals as contracts show them, but for the outside id. Days are days of the first market's zone. */
export async function showJournals(
  tx: Tx,
  asked: Omit<JournalsQuestion, 'fromMs' | 'untilMs'> & {
    from: string | undefined
    until: string | undefined
  },
) {
  const names = await namesOf(tx)
  const zone = (await listMarkets(tx))[0]?.timeZone ?? 'UTC'
  const { from, until, ...rest } = asked
  const { rows, total } = await listJournals(tx, {
    ...rest,
    fromMs: from === undefined ? undefined : startOf(from, 0, zone),
    untilMs: until === undefined ? undefined : startOf(until, 1, zone),
  })
  const sums = await sumsOf(
    tx,
    rows.map((row) => row.id),
  )
  return { total, rows: rows.map((row) => shownJournal(names, row, sums.get(row.id))) }
}

/** One journal with its first lines; undefined when there is none. */
export async function showJournal(tx: Tx, id: bigint) {
  const row = await journalById(tx, id)
  if (!row) return undefined
  const names = await namesOf(tx)
  const sums = (await sumsOf(tx, [id])).get(id)
  const lines = await entriesOf(tx, id, LINES_SHOWN_MAX)
  return {
    ...shownJournal(names, row, sums),
    lineCount: sums?.entries ?? 0,
    reversesId: row.reversesId ?? undefined,
    reversedById: await reversalOf(tx, id),
    lines: lines.map(({ line, account, personCode, personName, minor, currency }) => ({
      line,
      account,
      person: personCode === null ? null : { code: personCode, name: personName ?? undefined },
      amount: { minor, currency },
    })),
  }
}

/** The company's own accounts. */
export async function showAccounts(tx: Tx) {
  const { entities } = await namesOf(tx)
  return (await companyAccounts(tx)).map((row) => ({
    kind: row.kind,
    legalEntity: entities.get(row.legalEntityId) ?? '',
    balance: { minor: row.balanceMinor, currency: row.currency },
    entries: Number(row.entries),
  }))
}

/** What the company owes a person, and a page of what moved it. */
export async function showWallet(tx: Tx, personId: bigint, page: { limit: number; offset: number }) {
  const { entities } = await namesOf(tx)
  const balances = await walletsOf(tx, personId)
  const { rows, total } = await walletMovements(tx, personId, page)
  return {
    balances: balances.map(({ currency, ...row }) => ({
      legalEntity: entities.get(row.legalEntityId) ?? '',
      balance: { minor: row.balanceMinor, currency },
      reserved: { minor: row.reservedMinor, currency },
      available: { minor: row.availableMinor, currency },
    })),
    movements: {
      total,
      rows: rows.map((row) => ({
        at: row.at.getTime(),
        code: row.code,
        state: row.state,
        about: aboutOf(row),
        amount: { minor: row.minor, currency: row.currency },
      })),
    },
  }
}

/** The wallet of the person with a code, and the market that decides who may see it. */
export async function findHolder(
  tx: Tx,
  code: string,
): Promise<{ personId: bigint; marketId: bigint } | undefined> {
  const person = await personByCode(tx, code)
  return person && { personId: person.id, marketId: person.marketId }
}

async function namesOf(tx: Tx): Promise<Names> {
  return {
    entities: new Map((await listLegalEntities(tx)).map((entity) => [entity.id, entity.code])),
    markets: new Map((await listMarkets(tx)).map((market) => [market.id, market.code])),
  }
}

function shownJournal(names: Names, row: JournalRow, sums: JournalSums | undefined) {
  return {
    id: row.id,
    code: row.code,
    state: row.state,
    legalEntity: names.entities.get(row.legalEntityId) ?? '',
    market: row.marketId === null ? null : (names.markets.get(row.marketId) ?? null),
    at: row.at.getTime(),
    about: aboutOf(row),
    entries: sums?.entries ?? 0,
    totals: [...(sums?.totals ?? [])],
  }
}

function aboutOf(row: Readonly<{ subjectKind: string | null; subjectCode: string | null }>) {
  const { subjectKind, subjectCode } = row
  return subjectKind === null || subjectCode === null ? null : { kind: subjectKind, id: subjectCode }
}

function startOf(day: string, plusDays: number, zone: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return instantOf({ year, month, day: date + plusDays, hour: 0, minute: 0, second: 0, millisecond: 0 }, zone)
}

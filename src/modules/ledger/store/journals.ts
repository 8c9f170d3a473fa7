import { sql } from 'kysely'
import type { FieldViews } from '#modules/field/views.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { LedgerViews } from '../views.ts'
import type { JournalState, LedgerTables } from './tables.ts'

export type JournalsQuestion = Readonly<{
  code: string | undefined
  state: JournalState | undefined
  search: string | undefined
  fromMs: number | undefined
  untilMs: number | undefined
  oldestFirst: boolean
  limit: number
  offset: number
}>

export type JournalRow = Readonly<{
  id: bigint
  code: string
  state: JournalState
  legalEntityId: bigint
  marketId: bigint | null
  at: Date
  subjectKind: string | null
  subjectCode: string | null
  reversesId: bigint | null
}>
export type JournalSums = Readonly<{
  entries: number
  totals: readonly { minor: bigint; currency: string }[]
}>

/** A page of journals and how many match. `search` is the beginning of what a journal is about. */
export async function listJournals(
  tx: Tx,
  asked: JournalsQuestion,
): Promise<{ rows: JournalRow[]; total: number }> {
  let query = journalRows(tx)
  if (asked.code !== undefined) query = query.where('code', '=', asked.code)
  if (asked.state !== undefined) query = query.where('state', '=', asked.state)
  if (asked.fromMs !== undefined) query = query.where('at', '>=', new Date(asked.fromMs))
  if (asked.untilMs !== undefined) query = query.where('at', '<', new Date(asked.untilMs))
  if (asked.search !== undefined && asked.search.trim() !== '') {
    const plain = asked.search.trim().replaceAll(/[%_\\]/g, String.raw`\$&`)
    query = query.where('subject_code', 'like', `${plain}%`)
  }
  const { total } = await query
    .clearSelect()
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  const direction = asked.oldestFirst ? 'asc' : 'desc'
  const rows = await query
    .orderBy('at', direction)
    .orderBy('id', direction)
    .limit(asked.limit)
    .offset(asked.offset)
    .execute()
  return { rows, total: Number(total) }
}

export async function journalById(tx: Tx, id: bigint): Promise<JournalRow | undefined> {
  return journalRows(tx).where('id', '=', id).executeTakeFirst()
}

/** The journal that reverses another one. */
export async function reversalOf(tx: Tx, id: bigint): Promise<bigint | undefined> {
  const row = await tables(tx)
    .selectFrom('ledger.journal')
    .select('id')
    .where('reverses_id', '=', id)
    .executeTakeFirst()
  return row?.id
}

/** How many entries journals have and what they credit, by journal; journals without entries are not there. */
export async function sumsOf(tx: Tx, ids: readonly bigint[]): Promise<Map<bigint, JournalSums>> {
  const found = new Map<bigint, JournalSums>()
  if (ids.length === 0) return found
  const rows = await tables(tx)
    .selectFrom('ledger.entry')
    .select(['journal_id', 'currency'])
    .select((select) => select.fn.countAll<bigint>().as('entries'))
    .select(sql<bigint>`coalesce(sum(minor) FILTER (WHERE minor > 0), 0)::bigint`.as('credited'))
    .where('journal_id', 'in', ids)
    .groupBy(['journal_id', 'currency'])
    .orderBy('currency')
    .execute()
  for (const row of rows) {
    const known = found.get(row.journal_id) ?? { entries: 0, totals: [] }
    found.set(row.journal_id, {
      entries: known.entries + Number(row.entries),
      totals: [...known.totals, { minor: row.credited, currency: row.currency }],
    })
  }
  return found
}

/** The first entries of a journal with their accounts and holders. */
export async function entriesOf(tx: Tx, journalId: bigint, limit: number) {
  return tables(tx)
    .selectFrom('ledger.entry as entry')
    .innerJoin('ledger.account as account', 'account.id', 'entry.account_id')
    .leftJoin('field.v_person as person', 'person.id', 'account.person_id')
    .leftJoin('field.v_person_name as name', 'name.person_id', 'account.person_id')
    .select([
      'entry.line',
      'account.kind as account',
      'person.code as personCode',
      'name.display_name as personName',
      'entry.minor',
      'entry.currency',
    ])
    .where('entry.journal_id', '=', journalId)
    .orderBy('entry.line')
    .limit(limit)
    .execute()
}

/** The company's own accounts with their balances: sums over all posted entries. */
export async function companyAccounts(tx: Tx) {
  return tables(tx)
    .selectFrom('ledger.account as account')
    .leftJoin('ledger.entry as entry', 'entry.account_id', 'account.id')
    .leftJoin('ledger.journal as journal', (join) =>
      join.onRef('journal.id', '=', 'entry.journal_id').on('journal.state', '=', 'posted'),
    )
    .select(['account.kind', 'account.legal_entity_id as legalEntityId', 'account.currency'])
    .select((select) => select.fn.count<bigint>('journal.id').as('entries'))
    .select(
      sql<bigint>`coalesce(sum(entry.minor) FILTER (WHERE journal.id IS NOT NULL), 0)::bigint`.as(
        'balanceMinor',
      ),
    )
    .where('account.person_id', 'is', null)
    .groupBy(['account.kind', 'account.legal_entity_id', 'account.currency'])
    .orderBy('account.kind')
    .execute()
}

/** The wallets of a person, one for each legal entity and currency. */
export async function walletsOf(tx: Tx, personId: bigint) {
  return tables(tx)
    .selectFrom('ledger.v_wallet')
    .select([
      'legal_entity_id as legalEntityId',
      'currency',
      'balance_minor as balanceMinor',
      'reserved_minor as reservedMinor',
      'available_minor as availableMinor',
    ])
    .where('person_id', '=', personId)
    .orderBy('currency')
    .execute()
}

/** A page of what moved a person's wallets, newest first, and how many movements there are. */
export async function walletMovements(tx: Tx, personId: bigint, page: { limit: number; offset: number }) {
  const moves = tables(tx)
    .selectFrom('ledger.entry as entry')
    .innerJoin('ledger.account as account', 'account.id', 'entry.account_id')
    .innerJoin('ledger.journal as journal', 'journal.id', 'entry.journal_id')
    .where('account.person_id', '=', personId)
    .where('journal.state', 'in', ['pending', 'posted'])
  const { total } = await moves
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await moves
    .select([
      'journal.at',
      'journal.code',
      'journal.state',
      'journal.subject_kind as subjectKind',
      'journal.subject_code as subjectCode',
      'entry.minor',
      'entry.currency',
    ])
    .orderBy('journal.at', 'desc')
    .orderBy('journal.id', 'desc')
    .orderBy('entry.line')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return { rows, total: Number(total) }
}

function tables(tx: Tx) {
  return tx.$extendTables<LedgerTables & LedgerViews & FieldViews>()
}

function journalRows(tx: Tx) {
  return tables(tx)
    .selectFrom('ledger.journal')
    .select([
      'id',
      'code',
      'state',
      'legal_entity_id as legalEntityId',
      'market_id as marketId',
      'at',
      'subject_kind as subjectKind',
      'subject_code as subjectCode',
      'reverses_id as reversesId',
    ])
}

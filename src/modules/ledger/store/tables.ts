export type JournalState = 'open' | 'pending' | 'posted' | 'voided'

/** Read only: what is written goes through the functions of books.ts. */
export type LedgerTables = {
  'ledger.journal': {
    id: bigint
    code: string
    state: JournalState
    legal_entity_id: bigint
    market_id: bigint | null
    at: Date
    subject_kind: string | null
    subject_code: string | null
    reverses_id: bigint | null
  }
  'ledger.entry': { journal_id: bigint; line: number; account_id: bigint; currency: string; minor: bigint }
  'ledger.account': {
    id: bigint
    kind: string
    legal_entity_id: bigint
    person_id: bigint | null
    currency: string
  }
}

/**
 * What later modules may join. `ledger.v_wallet`: what each wallet holds now, in minor units; only wallets that the viewer
 * of the transaction may see. `available_minor` leaves out what is set aside for debits on their way.
 */
export type LedgerViews = {
  'ledger.v_wallet': {
    account_id: bigint
    person_id: bigint
    legal_entity_id: bigint
    currency: string
    balance_minor: bigint
    reserved_minor: bigint
    available_minor: bigint
  }
}

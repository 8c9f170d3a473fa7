import { currencyDigits, isCurrency } from '#shared/money.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { NewLegalEntity } from '../domain/company.ts'
import { addCurrency, addLegalEntity } from '../store/markets.ts'

/** Adds a legal entity; refused as `company.code_conflict` or `company.currency_unknown`. Gives its id. */
export async function createLegalEntity(tx: Tx, input: NewLegalEntity): Promise<Result<bigint>> {
  if (!isCurrency(input.currency))
    return refuse('company.currency_unknown', { currency: input.currency }, 'currency')
  await addCurrency(tx, { code: input.currency, digits: currencyDigits(input.currency) })
  const id = await addLegalEntity(tx, input)
  return id === undefined ? refuse('company.code_conflict', { code: input.code }, 'code') : ok(id)
}

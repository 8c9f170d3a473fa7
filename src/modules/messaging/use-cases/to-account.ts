import { companyName, listMarkets, settingAt } from '#modules/company/api.ts'
import { contactOf } from '#modules/field/api.ts'
import type { Account } from '#modules/identity/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { dayText } from '#shared/time.ts'
import { mailLanguage } from '../domain/mail-words.ts'

/** In which language an account is written to, what the company is called, and which day it is. */
export async function toAccount(tx: Tx, account: Account) {
  const [market] = await listMarkets(tx)
  const contact = account.personId === null ? undefined : await contactOf(tx, account.personId)
  const day = dayText(await companyNow(tx), 'UTC')
  const sender = (await settingAt(tx, companyName, { marketId: null, day })) ?? ''
  return { language: mailLanguage(contact?.language, market?.language), sender, name: account.name, day }
}

import { listMails } from '#modules/messaging/contract.ts'
import type { Api } from '#kit/api.ts'

/** A mail that tells much. */
export async function someMail(staff: Api): Promise<string | undefined> {
  const { rows } = await staff(listMails, { query: {} })
  return (rows.find(({ kind }) => kind === 'order_confirmation') ?? rows[0])?.mail
}

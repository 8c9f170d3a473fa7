import { askNewPassword } from '#modules/identity/contract.ts'
import { listMails, showMail } from '#modules/messaging/contract.ts'
import type { Api } from '#kit/api.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'

/** A mail that tells much. */
export async function someMail(staff: Api): Promise<string | undefined> {
  const { rows } = await staff(listMails, { query: {} })
  return (rows.find(({ kind }) => kind === 'order_confirmation') ?? rows[0])?.mail
}

/** The secret of a link to a new password that was mailed to a customer; where mails reach nobody, staff can read it. */
export async function mailedToken(staff: Api, shopper: Api, login: string): Promise<string | undefined> {
  await shopper(askNewPassword, { body: { realm: 'customer', login } })
  const asked = { query: { search: login, kind: 'new_password' as const } }
  const mailOf = async () => (await staff(listMails, asked)).rows[0]?.mail
  await waitUntil(async () => (await mailOf()) !== undefined, { stepMs: 200, mostMs: 20_000 })
  const mail = await mailOf()
  if (mail === undefined) return undefined
  const { text } = await staff(showMail, { params: { mail } })
  return /\/account\/welcome\/(\S+)/.exec(text)?.[1]
}

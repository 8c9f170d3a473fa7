import { companyName, marketById, settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { isMailAddress, postMail, type MailToPost } from '#platform/mail/post-mail.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { dayText } from '#shared/time.ts'
import type { Composed } from '../domain/compose-mail.ts'

/** What the company is called in a market today, and whether a setting lets such mails go there. */
export async function sendingFor(
  tx: Tx,
  of: Readonly<{ marketId: bigint; setting: SettingDefinition<boolean> | undefined }>,
): Promise<Readonly<{ sender: string; isOn: boolean; timeZone: string }>> {
  const market = await marketById(tx, of.marketId)
  if (!market) throw new Error('what a mail tells of is in no market')
  const { timeZone } = market
  const place = { marketId: of.marketId, day: dayText(await companyNow(tx), timeZone) }
  const isOn = of.setting === undefined || (await settingAt(tx, of.setting, place))
  return { sender: isOn ? ((await settingAt(tx, companyName, place)) ?? '') : '', isOn, timeZone }
}

/** Which of some markets let the mails of a setting go, asked once for each of them. */
export async function marketsSending(
  tx: Tx,
  setting: SettingDefinition<boolean>,
  marketIds: readonly bigint[],
): Promise<ReadonlySet<bigint>> {
  const sending = new Set<bigint>()
  for (const marketId of new Set(marketIds))
    // oxlint-disable-next-line no-await-in-loop -- few markets, and one connection
    if ((await sendingFor(tx, { marketId, setting })).isOn) sending.add(marketId)
  return sending
}

/** Posts what was composed; nothing where there is no address to send it to, or it was posted before. */
export async function postComposed(
  tx: Tx,
  of: Omit<MailToPost, 'to' | 'subject' | 'content'> &
    Readonly<{ email: string | null | undefined; name: string; mail: Composed }>,
): Promise<bigint | undefined> {
  const { email, name, mail, ...rest } = of
  const address = email?.trim() ?? ''
  if (!isMailAddress(address)) return undefined
  return postMail(tx, { ...rest, ...mail, to: { address, name } })
}

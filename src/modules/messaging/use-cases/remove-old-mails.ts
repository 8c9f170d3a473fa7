import { listMarkets, settingAt } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { removeOldMails } from '#platform/mail/mail-rows.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { dayText } from '#shared/time.ts'
import { mailDaysKept } from './messaging-settings.ts'

const MAILS_A_STEP = 1_000
const actor = systemActor('messaging.remove_old_mails')

/** Removes mails that are older than their market says, and those of no market as the company says; in small steps. */
export async function removeMails(deps: Readonly<{ db: Db }>, signal?: AbortSignal): Promise<void> {
  const kept = await read(deps, actor, async (tx) => {
    const day = dayText(await companyNow(tx), 'UTC')
    const places = [null, ...(await listMarkets(tx)).map(({ id }) => id)]
    return Promise.all(
      places.map(async (marketId) => ({
        marketId,
        days: await settingAt(tx, mailDaysKept, { marketId, day }),
      })),
    )
  })
  for (const { marketId, days } of kept) {
    const step = { marketId, days, most: MAILS_A_STEP }
    for (let removed = MAILS_A_STEP; removed === MAILS_A_STEP;) {
      signal?.throwIfAborted()
      // oxlint-disable-next-line no-await-in-loop -- small steps, so that nobody waits
      removed = await transact(deps, { actor, useCase: 'messaging.remove_old_mails' }, (tx) =>
        removeOldMails(tx, step),
      )
    }
  }
}

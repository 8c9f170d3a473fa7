import { companyNow } from '#platform/clock/clock.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { holdParty, overdueParties } from '../store/parties.ts'
import { settleAs } from './keep-party.ts'

const PARTIES_A_STEP = 200
const actor = systemActor('orders.close_parties')

/** Closes every party whose last day is over, each in a transaction of its own; what somebody closes meanwhile is left alone. */
export async function closeParties(deps: { db: Db }, signal?: AbortSignal): Promise<void> {
  for (let afterId = 0n; ;) {
    const ids = await read(deps, actor, async (tx) =>
      overdueParties(tx, { nowMs: await companyNow(tx), afterId, most: PARTIES_A_STEP }),
    )
    for (const id of ids) {
      signal?.throwIfAborted()
      await close(deps, id)
    }
    const last = ids.at(-1)
    if (last === undefined) return
    afterId = last
  }
}

async function close(deps: { db: Db }, id: bigint): Promise<void> {
  await transact(deps, { actor, useCase: 'orders.close_party' }, async (tx, about) => {
    const held = await holdParty(tx, id)
    const nowMs = await companyNow(tx)
    if (held?.state !== 'open' || nowMs <= held.endsAtMs) return
    about('party', id)
    await settleAs(tx, held, 'closed', nowMs)
  })
}

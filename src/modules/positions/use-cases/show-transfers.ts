import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { peopleByIds, visibleNames } from '#modules/field/api.ts'
import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { formatMessage } from '#shared/message.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { periodAt } from '#shared/period.ts'
import { ok, refuse, type Refusal } from '#shared/refusal.ts'
import { transferSentences } from '../domain/transfer-sentences.ts'
import { openOrdersOf, transferById, walletsOf, type Transfer } from '../store/transfers.ts'
import { planTransfer } from './plan-transfer.ts'

/** Transfers with the names that the viewer may see; whoever had a position goes by the number since. */
export async function showTransfers(
  tx: Tx,
  ids: OpaqueIds,
  viewerId: bigint | null,
  transfers: readonly Transfer[],
) {
  const from = ({ formerId, fromId }: Transfer): bigint => formerId ?? fromId
  const known = [...new Set(transfers.flatMap((one) => [one.positionId, one.toId, from(one)]))]
  const people = await peopleByIds(tx, known)
  const names = await visibleNames(tx, known)
  const staff = new Map<bigint, string>()
  for (const id of new Set(transfers.flatMap((one) => [one.requestedBy, one.decidedBy ?? one.requestedBy]))) {
    // oxlint-disable-next-line no-await-in-loop -- a handful of people work on transfers
    const account = await accountById(tx, id)
    if (account) staff.set(id, account.name)
  }
  const person = (id: bigint) => ({
    person: ids.close('per', id),
    code: people.get(id)?.code ?? '',
    displayName: names.get(id) ?? '',
  })
  return transfers.map((one) => ({
    transfer: ids.close('trf', one.id),
    kind: one.kind,
    position: person(one.positionId),
    from: person(from(one)),
    to: person(one.toId),
    validFrom: one.fromMs,
    reason: one.reason,
    papers: one.papers,
    state: one.state,
    requestedBy: staff.get(one.requestedBy) ?? '',
    requestedAt: one.requestedAtMs,
    decidedBy: one.decidedBy === null ? null : (staff.get(one.decidedBy) ?? ''),
    decidedAt: one.decidedAtMs,
    note: one.note,
    youAsked: one.requestedBy === viewerId,
  }))
}

/** One transfer: who is paid from which month on, what stays with the old owner, and what stands in its way as things stand now. */
export async function showTransfer(tx: Tx, ids: OpaqueIds, viewerId: bigint | null, transferId: bigint) {
  const transfer = await transferById(tx, transferId)
  const [shown] = transfer ? await showTransfers(tx, ids, viewerId, [transfer]) : []
  if (!transfer || !shown) return refuse('positions.transfer.not_found')
  const isWaiting = transfer.state === 'requested'
  const planned = isWaiting ? await planTransfer(tx, transfer) : undefined
  const calendar = await calendarByCode(tx, MONTHS)
  const stays = isWaiting ? await whatStays(tx, transfer) : null
  return ok({
    ...shown,
    paidFrom: calendar ? periodAt(calendar, transfer.fromMs).label : null,
    isFurther: planned?.ok === true ? !planned.value.becomesMain : null,
    stays,
    obstacle: planned && !planned.ok ? sentenceOf(planned.refusal) : null,
  })
}

/** The money that stays with the old owner, and the orders that are not done. */
async function whatStays(tx: Tx, { positionId, fromId }: Transfer) {
  const wallets = await walletsOf(tx, fromId)
  const open = await openOrdersOf(tx, positionId)
  return {
    wallets: wallets.flatMap(({ currency, minor }) => (minor === 0n ? [] : [{ currency, minor }])),
    openOrders: open.orders,
    owed: [...open.owed],
  }
}

function sentenceOf({ code, params }: Refusal): string {
  return formatMessage(transferSentences[code] ?? code, params)
}

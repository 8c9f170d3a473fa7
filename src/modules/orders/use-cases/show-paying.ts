import { ok } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { settingAt } from '#modules/company/api.ts'
import { accountById } from '#modules/identity/api.ts'
import {
  cardNews,
  moneyAbout,
  mostBack,
  mostRefund,
  paymentsOf,
  previewBack,
  refundsOf,
  transferAccount,
  type PaidFor,
} from '#modules/payments/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { payStateOf, type OrderMoney } from '../domain/order-money.ts'
import { earnedEntitlements, notesOf } from '../store/order-money.ts'

/** The money of an order as contracts show it. */
export function shownMoney(currency: string, money: OrderMoney) {
  const of = (minor: bigint) => ({ minor, currency })
  const { owedMinor, paidMinor, refundedMinor, waitingMinor } = money
  return {
    state: payStateOf(money),
    owed: of(owedMinor > 0n ? owedMinor : 0n),
    paid: of(paidMinor),
    refunded: of(refundedMinor),
    waiting: of(waitingMinor),
  }
}

/** How the money of an order stands now. */
export async function moneyNow(tx: Tx, order: Readonly<{ id: bigint; currency: string }>) {
  return shownMoney(order.currency, await moneyAbout(tx, { kind: 'order', id: order.id }))
}

/** How it would stand after some of it went back; refused as giving it back would be. */
export async function previewGivingBack(
  tx: Tx,
  order: PaidFor,
  back: Omit<Parameters<typeof previewBack>[1], 'for'>,
) {
  const previewed = await previewBack(tx, { for: order, ...back })
  if (!previewed.ok) return previewed
  const { method, most, after } = previewed.value
  const { currency } = order
  return ok({ method, most: { minor: most, currency }, after: shownMoney(currency, after) })
}

/** How an order is paid, and what was said about it; who said it is left out. */
export async function showPaying(
  tx: Tx,
  order: Readonly<{ id: bigint; code: string; currency: string; payment: string; marketId: bigint }>,
) {
  const { id, code, currency, marketId } = order
  const money = await moneyAbout(tx, { kind: 'order', id })
  const isTransferred = order.payment === 'transfer' && money.owedMinor > 0n
  const notes = await notesOf(tx, id)
  return {
    money: shownMoney(currency, money),
    transfer: isTransferred
      ? {
          to: await settingAt(tx, transferAccount, { marketId, day: dayText(await companyNow(tx), 'UTC') }),
          reference: code,
          amount: { minor: money.owedMinor, currency },
        }
      : null,
    notes: notes.map((note) => ({ ...note, at: note.at.getTime(), by: null })),
  }
}

/** What an order earned for later ones. */
export async function earnedShown(tx: Tx, orderId: bigint) {
  const rows = await earnedEntitlements(tx, orderId)
  return rows.map(({ expiresAt, ...row }) => ({ ...row, expiresAt: expiresAt.getTime() }))
}

type Notes = Awaited<ReturnType<typeof showPaying>>['notes']

/** The same with the names of those of the staff who said it, for staff. */
export async function namedNotes(tx: Tx, notes: Notes) {
  const names = await namesOf(
    tx,
    notes.map(({ accountId, byBuyer }) => (byBuyer ? null : accountId)),
  )
  return notes.map(({ accountId, ...note }) => ({
    ...note,
    by: note.byBuyer || accountId === null ? null : (names.get(accountId) ?? null),
  }))
}

/** The payments of an order and what went back, for staff; ids are inside ones. */
export async function showPayments(tx: Tx, order: Readonly<{ id: bigint; currency: string }>) {
  const subject = { kind: 'order', id: order.id } as const
  const money = await moneyAbout(tx, subject)
  const payments = await paymentsOf(tx, subject)
  const refunds = await refundsOf(tx, subject)
  const news = await cardNews(tx, payments)
  const cardOf = shownCards(news, order.currency)
  const names = await namesOf(tx, [
    ...payments.map(({ settledBy, createdBy }) => settledBy ?? createdBy),
    ...refunds.map(({ accountId }) => accountId),
  ])
  const nameOf = (id: bigint | null) => (id === null ? null : (names.get(id) ?? null))
  const of = (minor: bigint) => ({ minor, currency: order.currency })
  return {
    money: shownMoney(order.currency, money),
    payments: payments.map((payment) => ({
      id: payment.id,
      method: payment.method,
      state: payment.state,
      asked: of(payment.minor),
      paid: of(payment.paidMinor),
      back: of(payment.backMinor),
      mostRefund: of(mostRefund(money, payment, news.refunds)),
      // What was taken from a wallet or of another order was there, and of a card only its provider says that it did not hold.
      mostReversal: of(
        payment.method === 'wallet' || payment.method === 'card' || payment.method === 'exchange'
          ? 0n
          : mostBack(money, { kind: 'reversal', payment }),
      ),
      card: cardOf(payment),
      reference: payment.reference,
      at: payment.createdAt.getTime(),
      settledAt: payment.settledAt?.getTime() ?? null,
      by: nameOf(payment.settledBy ?? payment.createdBy),
    })),
    back: refunds.map(({ kind, method, minor, reference, reason, at, accountId }) => ({
      kind: minor < 0n ? ('returned' as const) : kind,
      method,
      amount: of(minor < 0n ? -minor : minor),
      reference,
      reason,
      at: at.getTime(),
      by: nameOf(accountId),
    })),
  }
}

/** What goes on with payments at whoever takes cards: what is under way back, what is disputed, and what was told. */
function shownCards(news: Awaited<ReturnType<typeof cardNews>>, currency: string) {
  const money = (minor: bigint) => ({ minor, currency })
  return ({ id, method }: Readonly<{ id: bigint; method: string }>) => {
    if (method !== 'card') return null
    const ofPayment = (one: Readonly<{ paymentId: bigint | null }>) => one.paymentId === id
    return {
      refunds: news.refunds.filter(ofPayment).map(({ minor, state, problem, askedAt }) => ({
        amount: money(minor),
        state,
        problem,
        at: askedAt.getTime(),
      })),
      disputes: news.disputes
        .filter(ofPayment)
        .map(({ id: dispute, minor, reason, state, dueAt, madeAt }) => ({
          dispute,
          amount: money(minor),
          reason,
          state,
          dueAt: dueAt?.getTime() ?? null,
          at: madeAt.getTime(),
        })),
      events: news.events.filter(ofPayment).map(({ id: event, kind, madeAt }) => ({
        event,
        kind,
        at: madeAt.getTime(),
      })),
    }
  }
}

async function namesOf(tx: Tx, ids: readonly (bigint | null)[]): Promise<ReadonlyMap<bigint, string>> {
  const names = new Map<bigint, string>()
  for (const id of new Set(ids.flatMap((one) => one ?? []))) {
    // oxlint-disable-next-line no-await-in-loop -- a handful of people at most
    const account = await accountById(tx, id)
    if (account) names.set(id, account.name)
  }
  return names
}

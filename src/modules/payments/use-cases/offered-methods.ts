import { settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { personById, type Person } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { methodsIn, type BuyerMethod } from '../domain/method.ts'
import type { CardDeps } from './card-deps.ts'

const BUYER_KINDS = ['guest', 'retail', 'preferred', 'distributor'] as const
export type BuyerKind = (typeof BUYER_KINDS)[number]

const NAMES: Readonly<Record<BuyerKind, string>> = {
  guest: 'guests',
  retail: 'customers',
  preferred: 'preferred customers',
  distributor: 'distributors',
}

function methodsFor(kind: BuyerKind, fallback: string): SettingDefinition<string> {
  return {
    name: `payments.methods_${kind}`,
    label: `How ${NAMES[kind]} may pay, the usual way first: pay_later, transfer, wallet, card`,
    kind: 'text',
    read: (stored) => (typeof stored === 'string' && methodsIn(stored) ? stored : undefined),
    fallback,
  }
}

/** How each kind of buyer may pay, in order; the first one is chosen for whoever says nothing. */
export const offeredMethods: Readonly<Record<BuyerKind, SettingDefinition<string>>> = {
  guest: methodsFor('guest', 'pay_later, transfer, card'),
  retail: methodsFor('retail', 'pay_later, transfer, wallet, card'),
  preferred: methodsFor('preferred', 'pay_later, transfer, wallet, card'),
  distributor: methodsFor('distributor', 'pay_later, transfer, wallet, card'),
}

/** Where transfers go. As long as it is not said, nobody is offered to pay by transfer. */
export const transferAccount: SettingDefinition<string | null> = {
  name: 'payments.transfer_account',
  label: 'The bank account that buyers transfer to, as they are told it: holder and number',
  kind: 'text',
  read: (stored) =>
    stored === null || (typeof stored === 'string' && stored.trim() !== '' && stored.length <= 200)
      ? stored
      : undefined,
  fallback: null,
}

export function buyerKindOf(buyer: Pick<Person, 'kind'> | undefined): BuyerKind {
  if (!buyer) return 'guest'
  return buyer.kind === 'company' ? 'distributor' : buyer.kind
}

/** Whether whoever pays later may, by the stored value of their setting; as long as none was set, everybody may. */
export function maySayLater(kind: BuyerKind, stored: unknown): boolean {
  const text = stored === undefined ? offeredMethods[kind].fallback : offeredMethods[kind].read(stored)
  return (text === undefined ? undefined : methodsIn(text))?.includes('pay_later') ?? false
}

/** Whether a kind of buyer may choose a method on a day of a market; a card only where somebody takes cards for the company. */
export async function isOffered(
  deps: CardDeps,
  tx: Tx,
  of: Readonly<{ kind: BuyerKind; method: BuyerMethod; marketId: bigint; day: string }>,
): Promise<boolean> {
  const { kind, method, marketId, day } = of
  if (method === 'card' && !deps.cards) return false
  const at = { marketId, day }
  const listed = methodsIn(await settingAt(tx, offeredMethods[kind], at)) ?? []
  if (!listed.includes(method) || (method === 'wallet' && kind === 'guest')) return false
  return method !== 'transfer' || (await settingAt(tx, transferAccount, at)) !== null
}

/**
 * The methods that a buyer may choose from, in order: no transfer without an account to transfer to, no wallet for guests, no card without
 * somebody who takes cards.
 */
export async function methodsOfferedTo(
  deps: CardDeps,
  tx: Tx,
  of: Readonly<{ buyerId: bigint | undefined; marketId: bigint; day: string }>,
): Promise<readonly BuyerMethod[]> {
  const { buyerId, marketId, day } = of
  const buyer = buyerId === undefined ? undefined : await personById(tx, buyerId)
  const at = { marketId, day }
  const methods = methodsIn(await settingAt(tx, offeredMethods[buyerKindOf(buyer)], at)) ?? []
  const account = methods.includes('transfer') ? await settingAt(tx, transferAccount, at) : null
  return methods.filter(
    (method) =>
      (method !== 'transfer' || account !== null) &&
      (method !== 'wallet' || buyerId !== undefined) &&
      (method !== 'card' || deps.cards !== undefined),
  )
}

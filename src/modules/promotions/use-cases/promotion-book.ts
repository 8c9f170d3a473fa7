import type { Db, Tx } from '#platform/postgres/database.ts'
import type { GoodsNames } from '../domain/basket.ts'
import { heldAt, type DatedPromotion, type PromotionSet } from '../domain/held-promotions.ts'
import { isLimited } from '../domain/limits.ts'
import { campaignsOf } from '../store/campaigns.ts'
import type { LimitedIds } from '../store/standing.ts'
import { promotionsOf, promotionsVersion, versionsOf } from '../store/promotions.ts'
import { readPromotion } from './read-promotion.ts'

/** All active promotions of a market with all their versions, as of one version of the tables. */
type PromotionBook = Readonly<{ version: bigint; dated: readonly DatedPromotion[] }> & {
  held: ReturnType<typeof heldAt> | undefined
}

/** Copies in memory by database and market. A copy is used only while its version is the one in the database. */
const books = new WeakMap<Db, Map<bigint, PromotionBook>>()

/**
 * The promotions that hold in a market at a moment, compiled for its currency. `version` is the one that the caller's
 * transaction sees; while nothing has changed this asks nothing.
 */
export async function promotionsAt(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{ marketId: bigint; currency: string; atMs: number; version?: bigint }>,
): Promise<PromotionSet> {
  const ofDatabase = books.get(deps.db) ?? new Map<bigint, PromotionBook>()
  books.set(deps.db, ofDatabase)
  const version = of.version ?? (await promotionsVersion(tx))
  const known = ofDatabase.get(of.marketId)
  const book = known?.version === version ? known : await loadBook(tx, of)
  ofDatabase.set(of.marketId, book)
  return heldIn(book, of.atMs).set
}

/** What holds by the copy in memory, if it is of that version, and until when; nothing is asked. */
export function knownPromotions(
  deps: { db: Db },
  of: Readonly<{ marketId: bigint; version: bigint; atMs: number }>,
): Readonly<{ set: PromotionSet; untilMs: number }> | undefined {
  const book = books.get(deps.db)?.get(of.marketId)
  return book?.version === of.version ? heldIn(book, of.atMs) : undefined
}

/** More than so many are asked about once the market is known. */
const AHEAD_MOST = 400

/**
 * The limited promotions that goods may bring about by the copies in memory, in each market that has one: for whoever asks before it
 * is known in which market it is. `namesIn` gives the goods as they are in a market.
 */
export function limitedInMemory(
  deps: { db: Db },
  namesIn: (marketId: bigint) => readonly GoodsNames[],
): ReadonlyMap<bigint, LimitedIds> {
  const found = new Map<bigint, LimitedIds>()
  let count = 0
  for (const [marketId, { held }] of books.get(deps.db) ?? []) {
    if (!held) continue
    const limited = held.set.index
      .forBasket(namesIn(marketId), [])
      .flatMap(({ code }) => held.set.byCode.get(code) ?? [])
      .filter((one) => isLimited(one.limits, one.campaignBudgetMinor))
    count += limited.length
    if (count > AHEAD_MOST) break
    found.set(marketId, {
      promotions: new Set(limited.map(({ id }) => id)),
      campaigns: new Set(limited.flatMap(({ campaignId }) => campaignId ?? [])),
    })
  }
  return found
}

function heldIn(book: PromotionBook, atMs: number): ReturnType<typeof heldAt> {
  const { held } = book
  if (held && held.fromMs <= atMs && atMs < held.untilMs) return held
  book.held = heldAt(book.dated, atMs)
  return book.held
}

async function loadBook(
  tx: Tx,
  of: Readonly<{ marketId: bigint; currency: string }>,
): Promise<PromotionBook> {
  const version = await promotionsVersion(tx)
  const promotions = await promotionsOf(tx, { marketIds: [of.marketId], state: 'active' })
  const campaigns = new Map((await campaignsOf(tx, [of.marketId])).map((one) => [one.id, one]))
  const versions = await versionsOf(
    tx,
    promotions.map(({ id }) => id),
  )
  const dated = promotions.map(({ id, campaignId }) => ({
    versions: (versions.get(id) ?? []).map((one) => ({
      id,
      versionId: one.id,
      fromMs: one.validFrom.getTime(),
      promotion: { ...readPromotion(one.text, of.currency), version: one.number },
      limits: one.limits,
      campaignId,
      campaignBudgetMinor: campaignId === null ? null : (campaigns.get(campaignId)?.budgetMinor ?? null),
    })),
  }))
  return { version, dated, held: undefined }
}

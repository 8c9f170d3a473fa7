import { z } from 'zod'
import { changeSetting, marketByCode, settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { NO_REWARDS, type Gives, type PartyRule } from '../domain/party.ts'

const gives = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  title: z.string().min(1).max(120),
  uses: z.int().min(1).max(100),
  days: z.int().min(1).max(1000),
  creditPpm: z.int().min(1).max(1_000_000).optional(),
})
const minor = z.string().regex(/^[1-9]\d{0,15}$/)
const stored = z.object({
  tiers: z.array(z.object({ from: minor, gives: z.array(gives).min(1).max(10) })).max(20),
  booking: z.object({ withinDays: z.int().min(1).max(366), gives }).nullable(),
  looksAgainDays: z.int().min(0).max(1000),
})
type Stored = z.output<typeof stored>

/** What hosts of parties get, of a market and from a day on; changed on a page of its own. */
export const partyRewards: SettingDefinition<Stored> = {
  name: 'orders.party_rewards',
  label: 'What hosts of parties get',
  read: (value) => stored.safeParse(value).data,
  fallback: { tiers: [], booking: null, looksAgainDays: NO_REWARDS.looksAgainDays },
}

type Place = Readonly<{ marketId: bigint; day: string }>

/** What hosts get for a party that is closed on a day. */
export async function partyRuleAt(tx: Tx, place: Place): Promise<PartyRule> {
  const { tiers, booking, looksAgainDays } = await settingAt(tx, partyRewards, place)
  return {
    tiers: tiers.map(({ from, gives: given }) => ({ fromMinor: BigInt(from), gives: given })),
    booking,
    looksAgainDays,
  }
}

type WireRule = Readonly<{
  tiers: readonly Readonly<{
    from: Readonly<{ minor: bigint; currency: string }>
    gives: readonly Gives[]
  }>[]
  booking: PartyRule['booking']
  looksAgainDays: number
}>

/**
 * Says what hosts of a market get from a day on, today when none is said; gives the day. Refused as `orders.market_unknown`, or as
 * `orders.party_tiers` where steps do not rise, are of another currency, or one gives the same entitlement twice.
 */
export async function setPartyRule(
  tx: Tx,
  about: About,
  asked: WireRule & Readonly<{ market: string; validFrom?: string | undefined }>,
  may: (marketId: bigint) => boolean,
): Promise<Result<string>> {
  const market = await marketByCode(tx, asked.market)
  if (!market || !may(market.id)) return refuse('orders.market_unknown', { market: asked.market }, 'market')
  const wrong = asked.tiers.some(
    ({ from, gives: given }, place) =>
      from.currency !== market.currency ||
      from.minor <= (asked.tiers[place - 1]?.from.minor ?? 0n) ||
      new Set(given.map(({ name }) => name)).size < given.length,
  )
  if (wrong) return refuse('orders.party_tiers', { currency: market.currency }, 'tiers')
  about('market', market.id)
  const today = dayText(await companyNow(tx), market.timeZone)
  const { validFrom = today, booking, looksAgainDays } = asked
  const tiers = asked.tiers.map(({ from, gives: given }) => ({
    from: from.minor.toString(),
    gives: [...given],
  }))
  const value = { tiers, booking, looksAgainDays }
  await changeSetting(tx, partyRewards, { marketId: market.id, validFrom, value })
  return ok(validFrom)
}

/** What hosts of a market get on a day, today when none is said. Refused as `orders.market_unknown`. */
export async function shownRule(
  tx: Tx,
  asked: Readonly<{ market: string; on?: string | undefined }>,
  may: (marketId: bigint) => boolean,
) {
  const market = await marketByCode(tx, asked.market)
  if (!market || !may(market.id)) return refuse('orders.market_unknown', { market: asked.market }, 'market')
  const { on = dayText(await companyNow(tx), market.timeZone) } = asked
  const rule = await partyRuleAt(tx, { marketId: market.id, day: on })
  return ok({
    market: market.code,
    on,
    tiers: rule.tiers.map(({ fromMinor, gives: given }) => ({
      from: { minor: fromMinor, currency: market.currency },
      gives: [...given],
    })),
    booking: rule.booking,
    looksAgainDays: rule.looksAgainDays,
  })
}

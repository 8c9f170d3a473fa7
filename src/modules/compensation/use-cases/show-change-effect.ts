import { visibleNames } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { effectsPage, effectSums, previewOf, type Change } from '../store/change-effects.ts'

const nothing = { state: 'none', doneAtMs: null, failure: null, periods: [] } as const

/** What a move or a correction would change, by month and by person, as last computed. */
export async function showChangeEffect(
  tx: Tx,
  asked: Readonly<{ change: Change; period: string | undefined; limit: number; offset: number }>,
) {
  const preview = (await previewOf(tx, asked.change)) ?? nothing
  const sums = await effectSums(tx, asked.change)
  const page = await effectsPage(tx, asked)
  const names = await visibleNames(
    tx,
    page.rows.map(({ personId }) => personId),
  )
  return {
    state: preview.state,
    computedAt: preview.doneAtMs,
    failure: preview.failure,
    periods: preview.periods.map(({ period, accepted, volume }) => ({
      period,
      accepted,
      volume: volume && {
        name: volume.name,
        amount: BigInt(volume.micro),
        losers: volume.losers,
        winners: volume.winners,
      },
      sums: sums
        .filter((one) => one.period === period)
        .map(({ people, currency, gained, lost, ranks }) => ({
          people,
          gained: { minor: gained, currency },
          lost: { minor: lost, currency },
          ranks,
        })),
    })),
    rows: page.rows.map(({ period, personId, code, currency, before, after, rankBefore, rankAfter }) => ({
      period,
      person: { code, name: names.get(personId) ?? null },
      before: { minor: before, currency },
      after: { minor: after, currency },
      change: { minor: after - before, currency },
      rankBefore,
      rankAfter,
    })),
    total: page.total,
  }
}

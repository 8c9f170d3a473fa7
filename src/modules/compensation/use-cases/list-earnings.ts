import { pageWindow } from '#shared/contract.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { earningsPage, type EarningRow } from '../store/earnings-page.ts'
import { deltasOf } from '../store/deltas.ts'
import { runOfPeriod } from '../store/runs.ts'
import { namedPeople, type PersonRef } from './named-people.ts'
import type { PayDeps } from './pay-deps.ts'

type Money = Readonly<{ minor: bigint; currency: string }>

export type EarningsPage = Readonly<{
  rows: { person: PersonRef; total: Money; byBonus: { bonus: string; amount: Money }[]; active: boolean }[]
  total: number
}>

/** Who is paid what in the results of a period, or more or less by one of its deltas, page by page; `search` finds the beginning of a code. */
export async function listEarnings(
  deps: PayDeps,
  input: Readonly<{
    actor: Actor
    period: string
    page?: number | undefined
    rows?: number | undefined
    sort?: string | undefined
    search?: string | undefined
    delta?: number | undefined
  }>,
): Promise<Result<EarningsPage>> {
  return read(deps, input.actor, async (tx) => {
    const close = await runOfPeriod(tx, input.period)
    const run = close && input.delta !== undefined ? (await deltasOf(tx, close.id))[input.delta - 1] : close
    if (!run?.results) return refuse('pay.no_results', { period: input.period })
    const page = await earningsPage(tx, run.id, {
      ...pageWindow(input),
      sort: input.sort,
      search: input.search,
    })
    const currency = run.totals?.currency ?? ''
    const named = await namedPeople(tx, page.rows)
    return ok({ total: page.total, rows: page.rows.map((row) => shown(row, currency, named)) })
  })
}

function shown(
  row: EarningRow,
  currency: string,
  named: (person: EarningRow) => PersonRef,
): EarningsPage['rows'][number] {
  return {
    person: named(row),
    total: { minor: row.minor, currency },
    byBonus: row.bonuses.map((one) => ({
      bonus: one.bonus,
      amount: { minor: BigInt(one.minor), currency: one.currency },
    })),
    active: row.active,
  }
}

import { read, type Actor } from '#platform/postgres/transact.ts'
import { formatShort, parseDecimal } from '#shared/decimal.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { ExplanationTold } from '../domain/explain/explain.ts'
import { statementsOf } from '../store/earnings.ts'
import { planById } from '../store/plans.ts'
import { runById } from '../store/runs.ts'
import { figuresLoading } from './figures-loading.ts'
import { namedPeople, type PersonRef } from './named-people.ts'
import type { PayDeps } from './pay-deps.ts'

type Money = Readonly<{ minor: bigint; currency: string }>
type Told = NonNullable<ExplanationTold>

export type StatementRow = Readonly<{ period: string; total: Money; rank: string | null; acceptedAt: number }>

export type Statement = StatementRow &
  Readonly<{
    active: boolean
    plan: { name: string; version: number }
    snapshot: string
    deltas: { acceptedAt: number; amount: Money }[]
    byBonus: {
      bonus: string
      amount: Money
      sources: StatementSource[]
      more: { sources: number; exact: string } | null
      /** What is no person’s: rounding, caps, limits, corrections, a share of a fund. */
      others: Pick<Told['others'][number], 'note' | 'about' | 'exact'>[]
    }[]
  }>

type StatementSource = {
  person: PersonRef
  level: number | null
  base: string | null
  rate: string | null
  exact: string
}

/** The sources of a bonus that a statement shows one by one. */
const SOURCES_SHOWN = 8
/** Exact amounts have at most this many decimals. */
const EXACT_PLACES = 12

/** The accepted statements of a person, the newest first. */
export async function listStatements(
  deps: PayDeps,
  input: Readonly<{ actor: Actor; personId: bigint }>,
): Promise<StatementRow[]> {
  const heads = await read(deps, input.actor, (tx) => statementsOf(tx, input.personId))
  return heads.map((head) => ({
    period: head.period,
    total: { minor: head.minor, currency: head.currency },
    rank: head.rank,
    acceptedAt: head.acceptedAt.getTime(),
  }))
}

/** One accepted statement; refused while the period is not accepted or the person is not in it. */
export async function showStatement(
  deps: PayDeps,
  input: Readonly<{ actor: Actor; personId: bigint; period: string }>,
): Promise<Result<Statement>> {
  const found = await read(deps, input.actor, async (tx) => {
    const head = (await statementsOf(tx, input.personId)).find((one) => one.period === input.period)
    if (!head) return undefined
    const run = await runById(tx, head.runId)
    return { head, run, plan: await planById(tx, run.planVersionId) }
  })
  if (!found) return refuse('pay.no_statement', { period: input.period })
  const answer = await deps.payFigures.explainAll(input)
  if (answer && 'loading' in answer) return figuresLoading(input.period, answer.loading)
  const told = answer?.told ?? []
  return read(deps, input.actor, async (tx) => {
    const named = await namedPeople(
      tx,
      told.flatMap((bonus) => bonus.sources.slice(0, SOURCES_SHOWN).map((source) => source.person)),
    )
    const { head, run, plan } = found
    return ok({
      period: head.period,
      total: { minor: head.minor, currency: head.currency },
      rank: head.rank,
      active: head.active,
      acceptedAt: head.acceptedAt.getTime(),
      plan: { name: plan.name, version: plan.version },
      snapshot: run.snapshot ?? '',
      deltas: head.deltas.map(({ at, minor }) => ({
        acceptedAt: Date.parse(at),
        amount: { minor: BigInt(minor), currency: head.currency },
      })),
      byBonus: told.map((bonus) => bonusPart(bonus, named)),
    })
  })
}

function bonusPart(bonus: Told, named: (person: Told['person']) => PersonRef): Statement['byBonus'][number] {
  const shown = bonus.sources.slice(0, SOURCES_SHOWN)
  const hidden = bonus.sources.slice(SOURCES_SHOWN)
  const rest = [...hidden, ...bonus.legs, ...(bonus.more ? [bonus.more] : [])].map((part) => part.exact)
  const ofLegs = bonus.legs.reduce((sum, leg) => sum + leg.sources, 0)
  const count = hidden.length + ofLegs + (bonus.more?.sources ?? 0)
  const sum = rest.reduce((all, exact) => all + exactOf(exact), 0n)
  return {
    bonus: bonus.bonus,
    amount: bonus.amount,
    sources: shown.map(({ person, level, base, rate, exact }) => ({
      person: named(person),
      level,
      base,
      rate,
      exact,
    })),
    more: count > 0 ? { sources: count, exact: formatShort(sum, EXACT_PLACES) } : null,
    others: bonus.others.map(({ note, about, exact }) => ({ note, about, exact })),
  }
}

function exactOf(text: string): bigint {
  const value = parseDecimal(text, EXACT_PLACES)
  if (typeof value !== 'bigint') throw new Error(`${text} is no exact amount`)
  return value
}

import { personByCode } from '#modules/field/api.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Asked, ExplanationTold } from '../domain/explain/explain.ts'
import type { PersonTold } from '../domain/figures/told.ts'
import { runOfPeriod } from '../store/runs.ts'
import { endedBeforeViewer } from './before-viewer.ts'
import { figuresLoading } from './figures-loading.ts'
import { namedPeople, type PersonRef } from './named-people.ts'
import type { PayDeps } from './pay-deps.ts'

/** Who is asked for it. */
type Explaining = Readonly<{ db: PayDeps['db']; payFigures: Pick<PayDeps['payFigures'], 'explain'> }>

type Told = NonNullable<ExplanationTold>
type Source = Told['sources'][number]

export type Explanation = Omit<Told, 'person' | 'leg' | 'sources' | 'legs' | 'others'> &
  Readonly<{
    period: string
    state: 'open' | 'review' | 'accepted'
    person: PersonRef
    leg: PersonRef | null
    legs: (Omit<Told['legs'][number], 'person'> & { person: PersonRef })[]
    sources: (Omit<Source, 'person' | 'path'> & {
      person: PersonRef
      path: (Omit<Source['path'][number], 'person'> & { person: PersonRef })[]
    })[]
    others: (Omit<Told['others'][number], 'person'> & { person: PersonRef | null })[]
  }>

/**
 * Why a person has an amount of a bonus in a period, or none. `state` says whether the period is
 * still open, computed but not accepted, or accepted. Names are those that the viewer may see.
 */
export async function explainPay(
  deps: Explaining,
  input: Readonly<{
    actor: Actor
    personId: bigint
    period: string
    bonus: string
  }> &
    Asked,
): Promise<Result<Explanation>> {
  const { actor, period } = input
  if (actor.personSince && (await read(deps, actor, (tx) => endedBeforeViewer(tx, { actor, period }))))
    return refuse('pay.nothing_to_explain', { period: input.period, bonus: input.bonus })
  const answer = await deps.payFigures.explain(input)
  if (answer && 'loading' in answer) return figuresLoading(input.period, answer.loading)
  if (!answer?.told) return refuse('pay.nothing_to_explain', { period: input.period, bonus: input.bonus })
  const told = answer.told
  return read(deps, input.actor, async (tx) => {
    const run = await runOfPeriod(tx, input.period)
    const named = await namedPeople(tx, peopleIn(told))
    return ok({
      ...told,
      period: input.period,
      state: run?.state === 'accepted' ? 'accepted' : run && run.state !== 'failed' ? 'review' : 'open',
      person: named(told.person),
      leg: told.leg === null ? null : named(told.leg),
      legs: told.legs.map((leg) => ({ ...leg, person: named(leg.person) })),
      sources: told.sources.map((source) => ({
        ...source,
        person: named(source.person),
        path: source.path.map((step) => ({ ...step, person: named(step.person) })),
      })),
      others: told.others.map((other) => ({
        ...other,
        person: other.person === null ? null : named(other.person),
      })),
    })
  })
}

/** The same for a person who is named by code; refused when nobody has it. */
export async function explainPayOfCode(
  deps: Explaining,
  input: Readonly<{ actor: Actor; code: string; period: string; bonus: string }> & Asked,
): Promise<Result<Explanation>> {
  const person = await read(deps, input.actor, (tx) => personByCode(tx, input.code))
  if (!person) return refuse('pay.person_unknown', { person: input.code }, 'person')
  return explainPay(deps, { ...input, personId: person.id })
}

function* peopleIn(told: Told): Generator<PersonTold> {
  yield told.person
  if (told.leg !== null) yield told.leg
  for (const leg of told.legs) yield leg.person
  for (const source of told.sources) {
    yield source.person
    for (const step of source.path) yield step.person
  }
  for (const other of told.others) if (other.person !== null) yield other.person
}

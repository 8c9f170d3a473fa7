import { peopleByIds, personByCode, visibleNames } from '#modules/field/api.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { readCode } from '#shared/code.ts'
import type { TeamDeps } from './team-deps.ts'

type Asked = Readonly<{
  personId: bigint
  /** The code of the other one, as somebody typed it. */
  to: string
  /** Whose team both have to stand in; undefined for anywhere. */
  within: bigint | undefined
  /** Whether a person of this market may be looked at. */
  mayLookAt: (marketId: bigint) => boolean
  sinceSeq: bigint | undefined
}>

/** How two people stand to each other, with the people between by the names that the viewer may see; undefined where one is unknown. */
export async function showRelation(deps: TeamDeps, actor: Actor, asked: Asked) {
  const code = readCode(asked.to.trim()) ?? ''
  const [one, other] = await read(deps, actor, async (tx) => [
    (await peopleByIds(tx, [asked.personId])).get(asked.personId),
    await personByCode(tx, code),
  ])
  if (!one || !other || !asked.mayLookAt(one.marketId) || !asked.mayLookAt(other.marketId)) return undefined
  const { within } = asked
  const question = {
    one: Number(one.id),
    other: Number(other.id),
    ...(within === undefined ? {} : { within: Number(within) }),
  }
  const { seq, value } = await deps.teamImage.relation(question, asked.sinceSeq)
  if (!value) return undefined
  const { relation, levels, meeting } = value
  const ids = [
    one.id,
    other.id,
    ...value.line.map(BigInt),
    ...(meeting === undefined ? [] : [BigInt(meeting)]),
  ]
  const { people, names } = await read(deps, actor, async (tx) => ({
    people: await peopleByIds(tx, ids),
    names: await visibleNames(tx, ids),
  }))
  const shown = (id: bigint) => ({
    person: deps.ids.close('per', id),
    code: people.get(id)?.code ?? '',
    name: names.get(id) ?? null,
  })
  return {
    one: shown(one.id),
    other: shown(other.id),
    relation,
    levels,
    line: value.line.map((id) => shown(BigInt(id))),
    meeting: meeting === undefined ? null : shown(BigInt(meeting)),
    seq,
  }
}

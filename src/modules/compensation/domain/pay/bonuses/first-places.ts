import { compare, type Exact } from '#shared/exact.ts'
import type { Value } from '../../language/value.ts'
import { compareValues } from '../evaluate.ts'

type Placed = Readonly<{ person: number; score: Exact; ties: () => readonly Value[] }>

/**
 * The first so many of a ranking: the highest score first, equal ones by their ties, lowest first, at last by number. Who has no
 * score above zero must not be given. Ties are asked of those alone whom they decide about.
 */
export function firstPlaces(
  places: number,
  people: Iterable<Readonly<{ person: number; score: Exact }>>,
  tiesOf: (person: number) => readonly Value[],
): readonly number[] {
  let best: Placed[] = []
  let least: Exact | undefined
  const cut = (): void => {
    best = best.toSorted(byPlace).slice(0, places)
    least = best.length === places ? best.at(-1)?.score : undefined
  }
  for (const { person, score } of people) {
    if (least !== undefined && compare(score, least) < 0) continue
    let known: readonly Value[] | undefined
    best.push({ person, score, ties: () => (known ??= tiesOf(person)) })
    if (best.length >= 2 * places + 1000) cut()
  }
  cut()
  return best.map(({ person }) => person)
}

function byPlace(a: Placed, b: Placed): number {
  const byScore = compare(b.score, a.score)
  if (byScore !== 0) return byScore
  const others = b.ties()
  for (const [index, tie] of a.ties().entries()) {
    const order = compareValues(tie, others[index] ?? '')
    if (order !== 0) return order
  }
  return a.person - b.person
}

/** Of whom volumes, activity or rank may be others, gathered over several changes until somebody asks. */
export type ReachedPeople = Readonly<{
  /** Adds those whom a change reached; undefined for anybody. */
  add: (people: Iterable<number> | undefined) => void
  /** Everybody who was added since this was last asked; undefined for anybody, as at first. */
  take: () => ReadonlySet<number> | undefined
}>

/** From so large a part of all on it is not told apart any more who was reached. */
const MOST_SHARE = 0.25

export function reachedPeople(people: number): ReachedPeople {
  let gathered: Set<number> | undefined
  return {
    add(reached) {
      if (!gathered) return
      if (!reached) gathered = undefined
      else for (const person of reached) gathered.add(person)
      if (gathered && gathered.size > people * MOST_SHARE) gathered = undefined
    },
    take() {
      const taken = gathered
      gathered = new Set()
      return taken
    },
  }
}

import { compareTexts } from './byte-columns.ts'
import type { FrozenColumns, LinkColumns, PeopleColumns } from './columns.ts'
import { placeGatherer } from './gather-changes.ts'
import { numberedWords } from './numbered-words.ts'

const SPONSOR = 'sponsor'

/** One place that somebody has or had; people by their places among the columns, nobody is -1. */
export type HeldPlace = Readonly<{ parent: number; side: string; fromMs: number; untilMs: number }>

/** Every place of one person in one tree, in order of time; the last one is open, unless the person left the tree. */
export type PlacesOfPerson = Readonly<{ tree: string; person: number; places: readonly HeldPlace[] }>

/**
 * The same facts with other places of some people, as reading them after a move would give them: where each stands just before
 * the end of the period, and every place of those whose place changed before it. The columns given stay as they are.
 */
export function withPlaces(
  columns: FrozenColumns,
  changed: readonly PlacesOfPerson[],
  untilMs: number,
): FrozenColumns {
  const last = changed.map(({ tree, person, places }) => {
    const place = places.findLast(({ fromMs }) => fromMs < untilMs)
    // Who left the tree before the end, or never stood in it, stands nowhere.
    return { tree, person, ...(place && place.untilMs >= untilMs ? place : { parent: -1, side: '' }) }
  })
  return {
    ...columns,
    people: placedPeople(columns.people, last),
    links: changedLinks(columns.links, changed, untilMs),
  }
}

type Standing = Readonly<{ tree: string; person: number; parent: number; side: string }>

function placedPeople(people: PeopleColumns, last: readonly Standing[]): PeopleColumns {
  const sponsor = people.sponsor.slice()
  for (const { tree, person, parent } of last) if (tree === SPONSOR) sponsor[person] = parent
  const trees = people.trees.map((tree) => {
    const own = last.filter((one) => one.tree === tree.name)
    if (own.length === 0) return tree
    const parents = tree.parent.slice()
    const words = [...new Set([...tree.side.words, ...own.map((one) => one.side)])]
    const sides = Int32Array.from(tree.side.place)
    for (const { person, parent, side } of own) {
      parents[person] = parent
      sides[person] = words.indexOf(side)
    }
    return { name: tree.name, parent: parents, side: numberedWords(words, sides) }
  })
  return { ...people, sponsor, trees }
}

function changedLinks(links: LinkColumns, changed: readonly PlacesOfPerson[], untilMs: number): LinkColumns {
  const told = changed.flatMap(({ tree, person, places }) => {
    const known = places.filter(({ fromMs }) => fromMs < untilMs)
    const isChanged = known.some((place) => place.untilMs < untilMs)
    return isChanged ? known.map((place) => ({ tree, person, ...place })) : []
  })
  const trees = union(
    links.tree.words,
    told.map(({ tree }) => tree),
  )
  const sides = union(
    links.side.words,
    told.map(({ side }) => side),
  )
  const [treeNumber, sideNumber] = [numbers(trees), numbers(sides)]
  const replaced = new Set(changed.map(({ tree, person }) => `${tree} ${person}`))
  const gather = placeGatherer(untilMs, (place) => place)
  for (let row = 0; row < links.person.length; row++) {
    const [tree, side] = [
      links.tree.words[links.tree.place[row] ?? 0],
      links.side.words[links.side.place[row] ?? 0],
    ]
    const person = links.person[row] ?? -1
    if (replaced.has(`${tree} ${person}`)) continue
    gather.row({
      tree: treeNumber(tree ?? ''),
      personId: person,
      parentId: links.parent[row] ?? -1,
      side: sideNumber(side ?? ''),
      fromMs: links.fromMs[row] ?? 0,
      endMs: links.untilMs[row] ?? 0,
    })
  }
  for (const { tree, person, parent, side, fromMs, untilMs: endMs } of told)
    gather.row({
      tree: treeNumber(tree),
      personId: person,
      parentId: parent,
      side: sideNumber(side),
      fromMs,
      endMs,
    })
  return gather.columns(trees, sides)
}

function union(known: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...known, ...more])].toSorted(compareTexts)
}

function numbers(words: readonly string[]): (word: string) => number {
  const byWord = new Map(words.map((word, number) => [word, number] as const))
  return (word) => byWord.get(word) ?? 0
}

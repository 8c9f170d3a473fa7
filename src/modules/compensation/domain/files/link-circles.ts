import type { PersonInput } from '../pay/pay-input.ts'
import { addProblem, type ProblemList } from './file-problem.ts'
import type { LinkRead } from './links-file.ts'
import { circleText } from './people-file.ts'
import { circlesOf } from './tree-problems.ts'

/** Somebody's places over time: links, and below them the place that people.csv gives. */
type Places = Readonly<{ base: string | undefined; links: readonly LinkRead[] }>

/** Tells of circles that links make in any tree at any time. Each circle is told once, at a link that is part of it. */
export function checkLinkCircles(
  people: readonly PersonInput[],
  links: readonly LinkRead[],
  problems: ProblemList,
): void {
  for (const [tree, ofTree] of Map.groupBy(links, (link) => link.tree)) {
    const places = placesOf(people, ofTree, tree)
    const told = new Set<string>()
    for (const at of changesOf(places))
      for (const circle of circlesAt(places, at)) {
        const key = circle.toSorted().join('\u0000')
        if (told.has(key)) continue
        told.add(key)
        const link = circle.map((id) => linkAt(places.get(id), at)).find((one) => one !== undefined)
        const expected = `parents without a circle in the tree "${tree}"`
        addProblem(problems, link?.row, 'parent_id', 'cycle', `the circle ${circleText(circle)}`, expected)
      }
  }
}

/**
 * Only people who could be part of a circle: all links are taken as if they held at once, and who has nobody above or nobody
 * below who is left is left out. Where no times meet wrongly, nobody or few are left.
 */
function placesOf(
  people: readonly PersonInput[],
  links: readonly LinkRead[],
  tree: string,
): ReadonlyMap<string, Places> {
  const linksOf = Map.groupBy(links, (link) => link.personId)
  const places = new Map<string, Places>()
  for (const person of people) {
    const base = tree === 'sponsor' ? person.sponsorId : person.places.get(tree)?.parentId
    places.set(person.id, { base, links: linksOf.get(person.id) ?? [] })
  }
  const above = new Map<string, readonly string[]>()
  const below = new Map<string, string[]>()
  for (const [id, place] of places) {
    const parents = [...new Set(parentsOf(place))].filter((parent) => places.has(parent))
    above.set(id, parents)
    for (const parent of parents) {
      const children = below.get(parent)
      if (children) children.push(id)
      else below.set(parent, [id])
    }
  }
  for (const id of [...endsOf(above, below), ...endsOf(below, above)]) places.delete(id)
  return places
}

/** Those from whom every way along `next` ends: who has no next one, or only ones from whom every way ends. */
function endsOf(
  next: ReadonlyMap<string, readonly string[]>,
  previous: ReadonlyMap<string, readonly string[]>,
): string[] {
  const ids = new Set([...next.keys(), ...previous.keys()])
  const open = new Map([...ids].map((id) => [id, next.get(id)?.length ?? 0]))
  const ends = [...ids].filter((id) => open.get(id) === 0)
  for (const end of ends)
    for (const id of previous.get(end) ?? []) {
      const left = (open.get(id) ?? 0) - 1
      open.set(id, left)
      if (left === 0) ends.push(id)
    }
  return ends
}

function parentsOf({ base, links }: Places): string[] {
  return [base, ...links.map((link) => link.parentId)].filter((id) => id !== undefined)
}

/** Every moment at which somebody's parent may change. */
function changesOf(places: ReadonlyMap<string, Places>): number[] {
  const moments = new Set<number>([-Infinity])
  for (const { links } of places.values())
    for (const link of links)
      for (const moment of [link.fromMs, link.untilMs]) if (moment !== undefined) moments.add(moment)
  return [...moments].sort((a, b) => a - b)
}

function circlesAt(places: ReadonlyMap<string, Places>, at: number): (readonly string[])[] {
  const nodes = [...places].map(([id, place]) => {
    const link = linkAt(place, at)
    return { id, parentId: link ? link.parentId : place.base }
  })
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]))
  return circlesOf(nodes, indexOf).flatMap(({ circle }) =>
    circle.some((id) => linkAt(places.get(id), at)) ? [circle] : [],
  )
}

function linkAt(places: Places | undefined, at: number): LinkRead | undefined {
  return places?.links.find((link) => (link.fromMs ?? -Infinity) <= at && at < (link.untilMs ?? Infinity))
}

import { seededRandom } from '#shared/random.ts'

/** A field of a direct-selling company as columns; people are numbered in the order in which they joined. */
export type FieldShape = Readonly<{
  people: number
  /** Number of the sponsor, -1 for the first. */
  sponsor: Int32Array
  /** Place in the binary tree: number of the person above, and 1 left or 2 right; 0 for the first. */
  parent: Int32Array
  side: Uint8Array
  /** Places of people in a pre-order of the sponsor tree, from 0, and the last place of each team. */
  place: Int32Array
  last: Int32Array
  depths: Readonly<{ sponsor: number; binary: number }>
}>

/** Of a hundred newcomers so many are brought by somebody who has just joined: this is what makes teams deep. */
const BROUGHT_BY_NEW = 60
const NEW_AMONG = 4
/** Some lines are far deeper than all others: here each newcomer brings the next one. */
const LONG_LINE = { from: 1_000, people: 300 }

/**
 * A sponsor tree with a heavy tail, some hundreds deep: most newcomers come through somebody new, the others through the
 * early ones, who bring far more than everybody else. In the binary tree each newcomer stands at the outer end of a side of
 * the sponsor, which makes it thousands deep.
 */
export function drawField(people: number, seed: number): FieldShape {
  const { below } = seededRandom(seed)
  const sponsor = new Int32Array(people).fill(-1)
  for (let person = 1; person < people; person++) {
    const isInLine = person > LONG_LINE.from && person <= LONG_LINE.from + LONG_LINE.people
    if (isInLine) sponsor[person] = person - 1
    else if (below(100) < BROUGHT_BY_NEW) sponsor[person] = Math.max(0, person - 1 - below(NEW_AMONG))
    else {
      const early = below(1_000_000) / 1_000_000
      sponsor[person] = Math.floor(person * early * early * early)
    }
  }
  const { parent, side } = placeInBinary(sponsor, below)
  const { place, last, depth } = preOrder(sponsor)
  return { people, sponsor, parent, side, place, last, depths: { sponsor: depth, binary: deepest(parent) } }
}

/** Everybody at the outer end of a side of the sponsor; ends are found by shortened ways. */
function placeInBinary(sponsor: Int32Array, below: (bound: number) => number) {
  const people = sponsor.length
  const parent = new Int32Array(people).fill(-1)
  const side = new Uint8Array(people)
  const outer = [new Int32Array(people), new Int32Array(people)].map((ends) =>
    ends.map((_, person) => person),
  )
  const endOf = (ends: Int32Array, from: number): number => {
    let end = from
    while (ends[end] !== end) {
      ends[end] = ends[ends[end] ?? end] ?? end
      end = ends[end] ?? end
    }
    return end
  }
  for (let person = 1; person < people; person++) {
    const way = below(2)
    const ends = outer[way]
    if (!ends) throw new Error('there are two sides')
    const end = endOf(ends, sponsor[person] ?? 0)
    parent[person] = end
    side[person] = way + 1
    ends[end] = person
  }
  return { parent, side }
}

function preOrder(above: Int32Array) {
  const people = above.length
  const size = new Int32Array(people).fill(1)
  for (let person = people - 1; person > 0; person--) {
    const one = above[person] ?? -1
    if (one >= 0) size[one] = (size[one] ?? 0) + (size[person] ?? 0)
  }
  // A sponsor joined before the newcomer, so that one pass in the order of joining hands out the places.
  const place = new Int32Array(people)
  const next = new Int32Array(people)
  let depth = 0
  const deep = new Int32Array(people)
  next[0] = 1
  for (let person = 1; person < people; person++) {
    const one = above[person] ?? 0
    place[person] = next[one] ?? 0
    next[one] = (next[one] ?? 0) + (size[person] ?? 0)
    next[person] = (place[person] ?? 0) + 1
    deep[person] = (deep[one] ?? 0) + 1
    depth = Math.max(depth, deep[person] ?? 0)
  }
  const last = place.map((at, person) => at + (size[person] ?? 1) - 1)
  return { place, last, depth }
}

function deepest(above: Int32Array): number {
  const deep = new Int32Array(above.length)
  let most = 0
  above.forEach((one, person) => {
    if (one < 0) return
    deep[person] = (deep[one] ?? 0) + 1
    most = Math.max(most, deep[person] ?? 0)
  })
  return most
}

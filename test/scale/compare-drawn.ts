import { seededRandom } from '#shared/random.ts'
import { checkPay } from '#modules/compensation/domain/checker/check-pay.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { personKinds, personStatuses } from '#modules/compensation/domain/language/words.ts'
import type { PayInput, PersonInput } from '#modules/compensation/domain/pay/pay-input.ts'
import type { PassResult } from '#modules/compensation/domain/passes/run-passes.ts'
import type { Say } from './bench-data.ts'
import { benchPeriod, type Image } from './close-run.ts'

/**
 * How many people are drawn. Each is checked together with everybody whose volume reaches the pay; draws whose field is larger
 * than `fieldMost` are left to others.
 */
export type Draws = Readonly<{ people: number; fieldMost: number }>

export const DRAWS: Draws = { people: 1_000, fieldMost: 400 }

/**
 * Holds all bonuses of drawn people against the checker. What a person is paid comes from the team below in the sponsor tree,
 * and for the sides from the teams of these in the binary tree; this part of the field is cut out and checked by itself.
 */
export function compareDrawn(
  plan: Plan,
  image: Image,
  volume: Float64Array,
  result: PassResult,
  seed: number,
  say: Say,
  draws: Draws,
): Readonly<{ compared: number; unequal: number }> {
  const { below } = seededRandom(seed + 7)
  const { people } = image.field
  const teams = { sponsor: childrenOf(image, 'sponsor'), binary: childrenOf(image, 'placement') }
  let [compared, unequal, tried, largest] = [0, 0, 0, 0]
  const wanted = Math.min(draws.people, people)
  const done = new Set<number>()
  while (compared < wanted && tried < wanted * 200) {
    tried += 1
    const person = below(people)
    if (done.has(person)) continue
    const part = partOf(teams, person, draws.fieldMost)
    if (!part) continue
    done.add(person)
    largest = Math.max(largest, part.size)
    compared += 1
    const difference = differenceOf(plan, image, volume, result, person, part)
    if (difference === undefined) continue
    unequal += 1
    if (unequal <= 5) say(`  person ${image.idOf[person]}: ${difference}`)
  }
  say(
    `${compared} drawn people compared with the checker, ${unequal} differ; largest field of one ${largest}, ${tried} draws`,
  )
  return { compared, unequal }
}

type Children = Readonly<{ first: Int32Array; next: Int32Array }>

function childrenOf({ field }: Image, name: string): Children {
  const { parent } = field.tree(name)
  const [first, next] = [new Int32Array(parent.length).fill(-1), new Int32Array(parent.length).fill(-1)]
  for (let person = parent.length - 1; person >= 0; person--) {
    const above = parent[person] ?? -1
    if (above < 0) continue
    next[person] = first[above] ?? -1
    first[above] = person
  }
  return { first, next }
}

/** The sponsor team of a person and the binary teams of these; undefined when it is too large. */
function partOf(
  { sponsor, binary }: Readonly<{ sponsor: Children; binary: Children }>,
  person: number,
  most: number,
): ReadonlySet<number> | undefined {
  const team = new Set([person])
  if (!addBelow(sponsor, team, most)) return undefined
  return addBelow(binary, team, most) ? team : undefined
}

function addBelow({ first, next }: Children, team: Set<number>, most: number): boolean {
  for (const one of team)
    for (let child = first[one] ?? -1; child >= 0; child = next[child] ?? -1) {
      team.add(child)
      if (team.size > most) return false
    }
  return true
}

function differenceOf(
  plan: Plan,
  image: Image,
  volume: Float64Array,
  result: PassResult,
  person: number,
  part: ReadonlySet<number>,
): string | undefined {
  const checked = checkPay(plan, inputOf(image, volume, part), benchPeriod(plan))
  const one = checked.people.find(({ id }) => id === String(image.idOf[person]))
  for (const { bonus, minor } of result.bonuses) {
    const [ours, theirs] = [BigInt(minor[person] ?? 0), one?.earnings.get(bonus.name)?.minor ?? 0n]
    if (ours !== theirs) return `${bonus.name} is ${ours}, the checker says ${theirs}`
  }
  return undefined
}

function inputOf(image: Image, volume: Float64Array, part: ReadonlySet<number>): PayInput {
  const { field, idOf } = image
  const [sponsor, binary] = [field.tree('sponsor'), field.tree('placement')]
  const inside = (person: number): string | undefined => (part.has(person) ? String(idOf[person]) : undefined)
  const people = [...part].map((person): PersonInput => {
    const parentId = inside(binary.parent[person] ?? -1)
    return {
      id: String(idOf[person]),
      sponsorId: inside(sponsor.parent[person] ?? -1),
      joinedAtMs: undefined,
      kind: personKinds[field.kind[person] ?? 0] ?? 'distributor',
      status: personStatuses[field.status[person] ?? 0] ?? 'active',
      rank: undefined,
      name: '',
      ownerId: undefined,
      places: new Map([
        [
          'placement',
          { parentId, side: parentId === undefined ? '' : (binary.sides[binary.side[person] ?? 0] ?? '') },
        ],
      ]),
      attributes: new Map(),
    }
  })
  const lines = [...part].flatMap((person) => {
    const id = idOf[person] ?? 0
    const micro = BigInt(volume[id] ?? 0) * 10_000n
    if (micro === 0n) return []
    return [
      {
        orderId: `order ${id}`,
        row: 1,
        atMs: Date.UTC(2026, 9, 15),
        buyerId: '',
        sellerId: String(id),
        type: 'order' as const,
        product: '',
        category: '',
        quantityMicro: 1_000_000n,
        amountMicro: micro,
        currency: CURRENCY,
        ofOrderId: '',
        partyId: '',
        volumes: new Map([['PV', micro]]),
        attributes: new Map<string, string>(),
      },
    ]
  })
  const none = { facts: [], earned: [], links: [], rates: [], adjustments: [], parties: [], state: [] }
  return { people, trees: ['placement'], lines, ...none }
}

const CURRENCY = 'EUR'

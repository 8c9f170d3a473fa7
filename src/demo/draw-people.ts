import { seededRandom, type Random } from '#shared/random.ts'
import { at, between, DAY_MS, happens, HOUR_MS, weighted } from './chance.ts'
import { greetings, nameLists, nameWeights } from './names.ts'

export const HOUSE = 0
const KINDS = ['company', 'distributor', 'preferred', 'retail'] as const
const STATUSES = ['active', 'inactive', 'suspended', 'terminated'] as const

/**
 * The people of the demonstration as columns, in the order in which they joined: a sponsor stands before everybody
 * below. Person 0 is the house position at the top. `eager` says how keen somebody is on the business, 0 to 3.
 */
export type DrawnPeople = Readonly<{
  count: number
  kind: (person: number) => (typeof KINDS)[number]
  status: (person: number) => (typeof STATUSES)[number]
  isDistributor: (person: number) => boolean
  sponsor: Int32Array
  joinedAtMs: Float64Array
  /** When somebody who is no longer active ceased to be; 0 for the others. */
  leftAtMs: Float64Array
  eager: Uint8Array
  name: (person: number) => Readonly<{ given: string; family: string }>
  greeting: (person: number) => string | undefined
  /** Who the printed sign-ins belong to. */
  leader: number
  small: number
  customer: number
}>

type Columns = {
  readonly count: number
  readonly kinds: Uint8Array
  readonly statuses: Uint8Array
  readonly sponsor: Int32Array
  readonly joinedAtMs: Float64Array
  readonly leftAtMs: Float64Array
  readonly eager: Uint8Array
  readonly list: Uint8Array
  readonly given: Uint8Array
  readonly family: Uint8Array
}

const HISTORY_MS = 1096 * DAY_MS
/** The first people are distributors, so that the tree has something to grow on. */
const FOUNDERS = 8
/** Of a thousand who join. */
const DISTRIBUTORS = 750
/** How much faster people join at the end than at the beginning: e^1.6, about five times. */
const GROWTH = 1.6
/** The leader who signs in has a large team, but not most of the company. */
const LEADER_TEAM_MAX = 0.3
const CHAINS = 4
const EAGER_WEIGHTS = [330, 310, 250, 110]

/** Draws the people; the same seed draws the same ones. `untilMs` is where the clock will stand. */
export function drawPeople(input: { people: number; seed: number; untilMs: number }): DrawnPeople {
  const count = input.people
  const random = seededRandom(input.seed)
  const columns: Columns = {
    count,
    kinds: new Uint8Array(count),
    statuses: new Uint8Array(count),
    sponsor: new Int32Array(count).fill(-1),
    joinedAtMs: new Float64Array(count),
    leftAtMs: new Float64Array(count),
    eager: new Uint8Array(count),
    list: new Uint8Array(count),
    given: new Uint8Array(count),
    family: new Uint8Array(count),
  }
  const sellers = new Int32Array(count)
  const chains = new Int32Array(CHAINS)
  let sellerCount = 0
  for (let person = 0; person < count; person++) {
    columns.joinedAtMs[person] = joiningTime(person / count, input.untilMs)
    drawName(random, columns, person)
    if (person === HOUSE) continue
    const kind = person <= FOUNDERS || happens(random, DISTRIBUTORS) ? 1 : happens(random, 500) ? 2 : 3
    columns.kinds[person] = kind
    columns.eager[person] = person <= FOUNDERS ? 3 : weighted(random, EAGER_WEIGHTS)
    const field = { columns, sellers, sellerCount, chains }
    columns.sponsor[person] = kind === 1 ? drawSponsor(random, field, person) : drawServer(random, field)
    drawLeaving(random, columns, person, input.untilMs)
    if (kind === 1) {
      sellers[sellerCount] = person
      sellerCount += 1
    }
  }
  return withKnownPeople(columns, input.seed)
}

/** Joining times rise with the place; nobody joins at night. */
function joiningTime(share: number, untilMs: number): number {
  const when = Math.log(1 + (Math.exp(GROWTH) - 1) * share) / GROWTH
  const raw = untilMs - HISTORY_MS + when * (HISTORY_MS - 6 * HOUR_MS)
  const day = Math.floor(raw / DAY_MS) * DAY_MS
  // Eight in the morning to ten in the evening, in the order of the day.
  return Math.floor(day + 8 * HOUR_MS + ((raw - day) / DAY_MS) * 13 * HOUR_MS)
}

function drawName(random: Random, columns: Columns, person: number): void {
  const list = weighted(random, nameWeights)
  columns.list[person] = list
  columns.given[person] = random.below(at(nameLists, list).given.length)
  columns.family[person] = random.below(at(nameLists, list).family.length)
}

type Field = Readonly<{
  columns: Columns
  sellers: Int32Array
  sellerCount: number
  /** The last person of each chain; 0 while it has not begun. */
  chains: Int32Array
}>

/**
 * Who brought a distributor: often somebody who brought many already, sometimes one who has just joined and is full of
 * it. A few chains, in which each brings the next, make the tree deep.
 */
function drawSponsor(random: Random, field: Field, person: number): number {
  const { columns, sellers, sellerCount, chains } = field
  if (person <= 3 || sellerCount === 0) return HOUSE
  if (random.below(1_000_000) < 1_000_000 / Math.sqrt(person)) {
    const chain = random.below(CHAINS)
    const last = at(chains, chain)
    chains[chain] = person
    if (last > 0) return last
  }
  const draw = random.below(1000)
  if (draw < 250) {
    const recent = Math.min(sellerCount, Math.max(3, Math.floor(sellerCount / 60)))
    return at(sellers, sellerCount - 1 - random.below(recent))
  }
  const somebody = at(sellers, random.below(sellerCount))
  if (draw < 720) {
    const above = at(columns.sponsor, somebody)
    return above > HOUSE ? above : somebody
  }
  return at(columns.eager, somebody) === 0 ? at(sellers, random.below(sellerCount)) : somebody
}

/** Who looks after a customer: the keener the distributor, the more customers. */
function drawServer(random: Random, field: Field): number {
  const { columns, sellers, sellerCount } = field
  let best = at(sellers, random.below(sellerCount))
  for (let tries = 0; tries < 2; tries++) {
    const other = at(sellers, random.below(sellerCount))
    if (at(columns.eager, other) > at(columns.eager, best)) best = other
  }
  return best
}

/** Some stop, a few are suspended or leave; never within the months that were seeded as a rule of thumb. */
function drawLeaving(random: Random, columns: Columns, person: number, untilMs: number): void {
  const joined = at(columns.joinedAtMs, person)
  const room = untilMs - joined - 100 * DAY_MS
  if (room <= 0 || person <= FOUNDERS || at(columns.eager, person) > 1) return
  const draw = random.below(1000)
  const status = draw < 140 ? 1 : draw < 146 ? 2 : draw < 170 ? 3 : 0
  if (status === 0) return
  columns.statuses[person] = status
  columns.leftAtMs[person] = Math.floor(joined + 50 * DAY_MS + random.below(1000) * (room / 1000))
}

/** Picks who signs in: a leader with a large team below the founders, a small distributor, a customer of the leader. */
function withKnownPeople(columns: Columns, seed: number): DrawnPeople {
  const { count, sponsor, eager, kinds } = columns
  const team = new Int32Array(count)
  const customers = new Int32Array(count)
  for (let person = count - 1; person > 0; person--) {
    const above = at(sponsor, person)
    team[above] = at(team, above) + at(team, person) + 1
    if (at(kinds, person) > 1) customers[above] = at(customers, above) + 1
  }
  const from = (test: (person: number) => boolean): number[] =>
    Array.from({ length: Math.min(count, 5000) }, (_, person) => person).filter(
      (person) => person > 0 && at(kinds, person) === 1 && at(columns.statuses, person) === 0 && test(person),
    )
  const size = (person: number): number => at(team, person)
  const leader = from(
    (person) => at(customers, person) > 0 && (count < 100 || size(person) < count * LEADER_TEAM_MAX),
  ).reduce((best, person) => (best === 0 || size(person) > size(best) ? person : best), 0)
  if (leader === 0) throw new Error('no leader was drawn; seed more people')
  const small =
    from((person) => size(person) >= 2 && size(person) <= 6 && at(customers, person) > 0)[0] ?? leader
  eager[leader] = 3
  eager[small] = 2
  const customer =
    Array.from(sponsor.keys()).find(
      (person) =>
        at(sponsor, person) === leader && at(kinds, person) > 1 && at(columns.statuses, person) === 0,
    ) ?? Array.from(kinds.keys()).find((person) => at(kinds, person) > 1)
  if (customer === undefined) throw new Error('no customer was drawn; seed more people')
  eager[customer] = 3
  return drawn(columns, seed, { leader, small, customer })
}

function drawn(
  columns: Columns,
  seed: number,
  known: { leader: number; small: number; customer: number },
): DrawnPeople {
  const { count, kinds, statuses, sponsor, joinedAtMs, leftAtMs, eager } = columns
  const random = seededRandom(seed + 1)
  const words = Uint8Array.from({ length: count }, () => between(random, 0, greetings.length * 4))
  return {
    count,
    kind: (person) => at(KINDS, at(kinds, person)),
    status: (person) => at(STATUSES, at(statuses, person)),
    isDistributor: (person) => kinds[person] === 1,
    sponsor,
    joinedAtMs,
    leftAtMs,
    eager,
    name(person) {
      const list = at(nameLists, at(columns.list, person))
      return {
        given: at(list.given, at(columns.given, person)),
        family: at(list.family, at(columns.family, person)),
      }
    },
    greeting: (person) => (at(eager, person) < 2 ? undefined : greetings[at(words, person)]),
    ...known,
  }
}

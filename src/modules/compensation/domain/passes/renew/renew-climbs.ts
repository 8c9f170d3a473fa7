import { OutOfRange } from '../code.ts'
import { noSum } from '../exact-sum.ts'
import { NOBODY } from '../climbs/climb.ts'
import { eachSource, putInto, type Bring, type Brought, type Purse } from '../climbs/bring.ts'
import { broughtBy, type BroughtBy } from '../climbs/brought-by.ts'
import type { LegCaps } from '../climbs/leg-caps.ts'
import type { ClimbGround } from '../climbs/climb-ground.ts'
import { membersIn, mostRenewed } from './members.ts'
import type { Along, Renewal } from './renewal.ts'

type Kept = Readonly<{
  ground: ClimbGround
  bring: Bring
  purse: Purse
  caps: LegCaps | undefined
}>

/** A column that decides how climbs go on, and what it was when they were last taken. */
type Decided = Readonly<{ now: Float64Array | Uint8Array; before: Float64Array | Uint8Array }>

/**
 * Keeps what every source brings to whom, so that it can be taken back: whoever is computed again goes up again, and so does
 * everybody below whose climb leads over somebody of whom something else decides now. Also takes everybody for the
 * first time; gives what caps of legs took.
 */
export function keepClimbs(renewal: Renewal, tree: string, kept: Kept): bigint {
  const { ground, purse, bring, caps } = kept
  const people = ground.tree.parent.length
  const along = renewal.along(tree)
  const store = broughtBy(people, caps !== undefined)
  const decided: readonly Decided[] = ground.decides.flatMap((now) =>
    now ? [{ now, before: now.slice() }] : [],
  )
  const takeAll = (): bigint => {
    for (const { now, before } of decided) before.set(now)
    takeEverybody(kept, store)
    return caps?.all() ?? 0n
  }
  const taken = takeAll()
  const sources = membersIn(people, undefined)
  const unused = noSum()
  renewal.steps.push((count) => {
    if (renewal.isOfAll()) return takeAll()
    const members = renewal.members.subarray(0, count)
    sources.begin()
    sources.include(members)
    for (const person of members)
      if (isOther(decided, person)) sources.include(belowThrough(ground, along, store, person))
    if (ground.times) sources.include(ground.times.later())
    const change = changing(purse, caps, along)
    if (caps) for (const person of members) change.note(person)
    const listed = sources.list.subarray(0, sources.count())
    for (const source of listed)
      store.takeBack(source, (payee, leg, amount, isLost) => change.put(payee, leg, -amount, isLost))
    for (const source of listed) goUp({ bring, store, put: change.put, potential: unused }, source)
    return renewal.include(change.paid())
  })
  return taken
}

function takeEverybody({ ground, bring, purse }: Kept, store: BroughtBy): void {
  const { money, ofLegs, lost, potential } = purse
  for (const column of [money, ofLegs, lost.of, potential]) column?.fill(0)
  store.clear()
  const put = putInto(purse)
  eachSource(ground, (source, part) => goUp({ bring, store, put, potential }, source, part))
}

function goUp(
  {
    bring,
    store,
    put,
    potential,
  }: Readonly<{ bring: Bring; store: BroughtBy; put: Brought; potential: Purse['potential'] }>,
  source: number,
  part?: number,
): void {
  const reach = bring(
    source,
    (payee, leg, amount, isLost) => {
      store.add(source, payee, leg, amount, isLost)
      put(payee, leg, amount, isLost)
    },
    potential,
    part,
  )
  store.reach[source] = Math.max(store.reach[source] ?? NOBODY, reach)
}

/** Whether something by which climbs go on at a person is another one; it is known from then on. */
function isOther(decided: readonly Decided[], person: number): boolean {
  let found = false
  for (const { now, before } of decided) {
    if (now[person] === before[person]) continue
    before[person] = now[person] ?? 0
    found = true
  }
  return found
}

/** Everybody below a person whose climb leads there. */
function belowThrough(
  { tree: { depth } }: ClimbGround,
  { legs: { first, next } }: Along,
  { reach }: BroughtBy,
  person: number,
): readonly number[] {
  const deep = depth[person] ?? 0
  const found: number[] = []
  const waiting = [person]
  let left = mostRenewed(depth.length)
  for (let above = waiting.pop(); above !== undefined; above = waiting.pop())
    for (let one = first[above] ?? -1; one >= 0; one = next[one] ?? -1) {
      if (left === 0) throw new OutOfRange('more people than are renewed')
      left -= 1
      waiting.push(one)
      if ((reach[one] ?? -1) >= (depth[one] ?? 0) - deep) found.push(one)
    }
  return found
}

/** A purse whose people are noted before their money changes. */
function changing(
  purse: Purse,
  caps: LegCaps | undefined,
  { legs }: Along,
): Readonly<{ put: Brought; note: (person: number) => void; paid: () => readonly number[] }> {
  const money = caps?.money ?? purse.money
  const before = new Map<number, number>()
  const put = putInto(purse)
  const note = (person: number): void => {
    if (!before.has(person)) before.set(person, money[person] ?? 0)
  }
  return {
    note,
    put(payee, leg, amount, isLost) {
      note(payee)
      put(payee, leg, amount, isLost)
    },
    paid() {
      if (caps) for (const person of before.keys()) caps.one(person, legs)
      return [...before].flatMap(([person, paid]) => (money[person] === paid ? [] : [person]))
    },
  }
}

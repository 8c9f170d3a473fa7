import { add, type Exact } from '#shared/exact.ts'
import type { LineColumns } from '../frozen/columns.ts'
import { lineColumns } from '../frozen/frozen-lines.ts'
import type { PersonalVolume } from '../language/plan.ts'
import type { DayVolumes } from '../live/day-volumes.ts'
import { exactNumber } from '../passes/number-column.ts'
import { lineCredits, sameAsBefore, type LineCredits } from '../passes/of-frozen/volumes.ts'
import { ordersOfOne } from '../passes/orders-of-world.ts'
import type { OrderItem } from '../pay/order-book.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { creditsOfOrders, debtBefore } from '../pay/volumes.ts'
import { PayProblem, type Credit, type World } from '../pay/world.ts'
import type { Place } from './take-facts.ts'

/** Whose figures new lines change. `isFine` is false where columns are others now, so that everybody has to be computed anew. */
export type Touched = Readonly<{ people: ReadonlySet<number>; isFine: boolean }>

type Touching = { readonly people: Set<number>; isFine: boolean; isRefused: boolean }

/** Adds lines of new orders to everybody's volumes. Undefined for an order that the plan refuses. */
export function takeLines(place: Place, lines: readonly LineInput[]): Touched | undefined {
  const { period, ground, personal, reach } = place
  ground.lines.add(lines)
  const now = lines.filter(({ atMs }) => atMs >= period.fromMs)
  const touched: Touching = { people: new Set(), isFine: true, isRefused: false }
  if (now.length < lines.length) {
    // Earlier periods are looked at anew, by everybody; whoever counts orders from the first one on begins again.
    ground.changePast()
    touched.isRefused = place.isAsked && reach.numbers
  }
  // A return that takes back what its order brought is no volume alone.
  touched.isRefused ||= place.plan.returns.mode !== 'net' && lines.some(({ type }) => type === 'return')
  const columns = lineColumns(now, { get: ground.people.numberOf })
  const orders = place.isAsked || reach.orders ? ordersBy(place, now) : []
  const around = ordersAround(place, orders)
  personal.forEach((volume, index) => {
    const given = lineCredits(place.plan, columns, volume, period)
    if (given) {
      if (index === 0) ground.days.add(columns.atMs, given)
      takeGiven(place, touched, volume, columns, given)
    } else takeAsked(place, touched, { volume, isMain: index === 0, orders, around })
  })
  if (reach.orders) for (const one of peopleIn(place, around)) touched.people.add(one)
  return touched.isRefused ? undefined : touched
}

function takeGiven(
  place: Place,
  touched: Touching,
  { name }: PersonalVolume,
  { orders, atMs }: LineColumns,
  given: LineCredits,
): void {
  const { live } = place
  const isSame = sameAsBefore(orders)
  const owners = new Set<number>()
  let isBegun = false
  for (let row = 0; row < atMs.length; row++) {
    isBegun &&= isSame(row)
    take(place, touched, given.owner(row), given.micro(row), (owner, micro) => {
      const of = { atMs: atMs[row] ?? 0, isSame: isBegun }
      isBegun = true
      owners.add(owner)
      return live.add(name, owner, micro, of)
    })
  }
  // Where volume below zero uses up older orders, an order changes what the others are.
  if (place.plan.negativeVolume !== 'kept') for (const owner of owners) retake(place, touched, name, owner)
}

/** All orders of a person are others now. */
function retake({ live }: Place, touched: Touching, volume: string, owner: number): void {
  const orders = (): readonly number[] => ordersOfOne(live.field().world(), volume, owner)
  if (!live.ordersAre(volume, owner, orders)) touched.isFine = false
}

function take(
  { plan }: Place,
  touched: Touching,
  owner: number,
  micro: number,
  put: (owner: number, micro: number) => boolean,
): void {
  if (micro === 0) return
  if (owner < 0) {
    touched.isRefused ||= plan.withoutOwner === 'refuse'
    return
  }
  if (!put(owner, micro)) touched.isFine = false
  touched.people.add(owner)
}

type Asked = Readonly<{
  volume: PersonalVolume
  isMain: boolean
  orders: readonly OrderItem[]
  around: readonly OrderItem[]
}>

/** The same of a volume whose rule reads more than the line: whoever may have another sum is summed again. */
function takeAsked(place: Place, touched: Touching, { volume, isMain, orders, around }: Asked): void {
  const { ground, live, period } = place
  if (live.isByEvaluation(volume.name)) {
    // What it came to in each evaluation has to be asked anew.
    touched.isRefused = true
    return
  }
  const world = live.field().world()
  try {
    const credits = creditsOfOrders(world, volume.name, period, orders)
    if (isMain) addCredits(ground.days, credits)
  } catch (error) {
    if (!(error instanceof PayProblem)) throw error
    touched.isRefused = true
    return
  }
  for (const owner of new Set(around.map((order) => order[volume.belongsTo]))) {
    if (owner < 0) continue
    if (!live.set(volume.name, owner, exactNumber(sumOf(world, volume.name, owner)))) touched.isFine = false
    retake(place, touched, volume.name, owner)
    touched.people.add(owner)
  }
}

/** Adds what was credited to the days of a volume. */
export function addCredits(days: DayVolumes, credits: readonly Credit[]): void {
  days.add(
    credits.map(({ atMs }) => atMs),
    {
      micro: (row) => exactNumber(credits[row]?.value),
      owner: (row) => credits[row]?.owner ?? -1,
    },
  )
}

function sumOf(world: World, volume: string, owner: number): Exact {
  return world
    .creditsOf(volume, owner)
    .reduce<Exact>((sum, { value }) => add(sum, value), debtBefore(world, volume, owner))
}

function ordersBy({ ground }: Place, lines: readonly LineInput[]): readonly OrderItem[] {
  const ids = new Set(lines.map(({ orderId }) => orderId))
  return [...ids].flatMap((id) => ground.lines.orderOf(id) ?? [])
}

/** New orders, and those that are others by them: of the same party, or of the same buyer where these are numbered. */
function ordersAround({ ground, period, reach }: Place, orders: readonly OrderItem[]): readonly OrderItem[] {
  const found = new Map(orders.map((order) => [order.id, order] as const))
  for (const { partyId, buyer } of orders) {
    if (reach.parties && partyId !== '')
      for (const other of ground.lines.ordersAt(partyId)) found.set(other.id, other)
    if (reach.numbers && buyer >= 0)
      for (const other of ground.lines.ordersOf(buyer, period)) found.set(other.id, other)
  }
  return [...found.values()]
}

/** Whoever bought or sold something of it, and who had and held the parties. */
function* peopleIn({ ground, period, reach }: Place, orders: readonly OrderItem[]): Generator<number> {
  for (const { buyer, seller, partyId } of orders) {
    if (buyer >= 0) yield buyer
    if (seller >= 0) yield seller
    if (!reach.parties || partyId === '') continue
    const party = ground.parties.partyOf(partyId, period.untilMs)
    for (const one of [party?.host ?? -1, party?.seller ?? -1]) if (one >= 0) yield one
  }
}

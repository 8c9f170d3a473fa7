import type { Period } from '#shared/period.ts'
import { seededRandom } from '#shared/random.ts'
import {
  bigsOfPlain,
  sameWord,
  textsOf,
  wordsOf,
  type Words,
} from '#modules/compensation/domain/frozen/byte-columns.ts'
import type {
  FrozenColumns,
  LineColumns,
  PartyColumns,
  PeopleColumns,
} from '#modules/compensation/domain/frozen/columns.ts'
import { numberedWords } from '#modules/compensation/domain/frozen/numbered-words.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { inputNeeds } from '#modules/compensation/domain/language/plan-reads.ts'
import type { LineInput } from '#modules/compensation/domain/pay/pay-input.ts'
import { drawField } from './field-shape.ts'

/** How many people and order lines are drawn, and where chance begins. */
export type PlanFieldSize = Readonly<{ people: number; lines: number; seed: number }>

/** An open period of some plan: what is known of it, and orders that come after that. */
export type PlanField = Readonly<{ start: FrozenColumns; next: (orders: number) => readonly LineInput[] }>

/** Of a hundred people so many are customers who buy from whoever brought them. */
const CUSTOMERS = 25
/** Of a hundred lines so many are of the three months before the period. */
const EARLIER = 25
const EARLIER_MS = 92 * 86_400_000
/** Of a hundred orders so many belong to a party; there is one for so many orders. */
const AT_PARTIES = 5
const ORDERS_OF_PARTY = 6
const PRODUCTS = 40
const MICRO = 1_000_000

/**
 * Draws the frozen facts of a period for any plan: the trees that it reads, the volumes that it gives names, customers, orders of one
 * to three lines in the period and the months before it, parties. Names of products and attributes that a plan goes by are not known.
 */
export function drawPlanField(plan: Plan, size: PlanFieldSize, period: Period): PlanField {
  const random = seededRandom(size.seed)
  const shape = drawField(size.people, size.seed)
  const people = peopleOf(plan, shape, period, random.below)
  const parties = partiesOf(size, people, period, random.below)
  const names = [...inputNeeds(plan).orderVolumes].toSorted()
  const draw = orderDrawer(people, shape.sponsor, parties, random.below)
  const lines = lineTable(size.lines)
  let coming = 0
  // Orders come in the order of their time; each begins no later than at the line that is asked for.
  for (; lines.count() < size.lines; coming++)
    lines.add(draw(timeOf(period, lines.count() / size.lines)), coming)
  const start: FrozenColumns = {
    period: period.label,
    cutSeq: 1n,
    planHash: '',
    people,
    lines: lines.columns(plan, names),
    facts: { ...noSpans(), scope: noWords(), id: noWords(), name: noWords(), value: noWords() },
    links: {
      ...noSpans(),
      tree: noWords(),
      side: noWords(),
      person: new Int32Array(0),
      parent: new Int32Array(0),
    },
    state: { person: new Int32Array(0), name: noWords(), period: noWords(), value: noWords() },
    adjustments: {
      person: new Int32Array(0),
      kind: noWords(),
      name: noWords(),
      value: noWords(),
      reason: noWords(),
      atMs: new Float64Array(0),
      untilMs: new Float64Array(0),
    },
    parties: parties.columns,
  }
  return {
    start,
    next: (orders) =>
      Array.from({ length: orders }, () => draw(period.untilMs - 3_600_000)).flatMap((order) =>
        lineInputs(order, coming++, plan, names),
      ),
  }
}

function noWords(): Words {
  return sameWord('', 0)
}

const noSpans = () => ({ fromMs: new Float64Array(0), untilMs: new Float64Array(0) })

/** Orders come evenly; a part of them in the months before the period. `share` is from 0 to 1. */
function timeOf({ fromMs, untilMs }: Period, share: number): number {
  const early = EARLIER / 100
  const at = Math.min(1, share)
  if (at < early) return Math.floor(fromMs - EARLIER_MS * (1 - at / early) - 1)
  return Math.floor(fromMs + ((at - early) / (1 - early)) * (untilMs - fromMs - 7_200_000))
}

type Below = (below: number) => number

const codeOf = (person: number): string => `P${String(person).padStart(8, '0')}`

function peopleOf(
  plan: Plan,
  { people, sponsor, parent, side }: ReturnType<typeof drawField>,
  period: Period,
  below: Below,
): PeopleColumns {
  const kinds = Int32Array.from({ length: people }, (_, person) =>
    person > 0 && below(100) < CUSTOMERS ? 1 + below(2) : 0,
  )
  const places = ['', 'left', 'right']
  return {
    ids: BigInt64Array.from({ length: people }, (_, person) => BigInt(person + 1)),
    codes: textsOf(Array.from({ length: people }, (_, person) => codeOf(person))),
    sponsor,
    joinedAtMs: Float64Array.from({ length: people }, (_, person) =>
      Math.floor(period.untilMs - 86_400_000 - ((people - person) / people) * 900 * 86_400_000),
    ),
    kind: numberedWords(['distributor', 'preferred', 'retail'], kinds),
    status: sameWord('active', people),
    name: sameWord('', people),
    rank: sameWord('', people),
    owner: sameWord('', people),
    trees: [...inputNeeds(plan).trees].toSorted().map((name) => ({
      name,
      parent,
      side: numberedWords(places, Int32Array.from(side)),
    })),
    attributes: [],
  }
}

type Parties = Readonly<{ columns: PartyColumns; count: number; host: Int32Array; seller: Int32Array }>

function partiesOf({ lines }: PlanFieldSize, people: PeopleColumns, period: Period, below: Below): Parties {
  const count = Math.ceil((lines / 2 / ORDERS_OF_PARTY) * (AT_PARTIES / 100))
  const host = Int32Array.from({ length: count }, () => 1 + below(people.sponsor.length - 1))
  const seller = host.map((one) => people.sponsor[one] ?? 0)
  const atMs = Float64Array.from({ length: count }, (_, party) => timeOf(period, party / count))
  const columns = {
    id: wordsOf(Array.from({ length: count }, (_, party) => partyCode(party))),
    host,
    seller,
    type: sameWord('home', count),
    atMs,
    closedAtMs: atMs.map((at) => at + 86_400_000),
    attributes: [],
  }
  return { columns, count, host, seller }
}

const partyCode = (party: number): string => `Y${String(party).padStart(7, '0')}`

type Drawn = Readonly<{
  atMs: number
  buyer: number
  seller: number
  party: number
  /** Of each line in hundredths, with its product. */
  prices: readonly number[]
  products: readonly number[]
}>

function orderDrawer(people: PeopleColumns, sponsor: Int32Array, parties: Parties, below: Below) {
  return (atMs: number): Drawn => {
    const lines = 1 + below(3)
    const party = parties.count > 0 && below(100) < AT_PARTIES ? below(parties.count) : -1
    const buyer = below(sponsor.length)
    const isCustomer = (people.kind.words[people.kind.place[buyer] ?? 0] ?? '') !== 'distributor'
    return {
      atMs,
      buyer,
      seller: party >= 0 ? (parties.seller[party] ?? 0) : isCustomer ? (sponsor[buyer] ?? 0) : buyer,
      party,
      prices: Array.from({ length: lines }, () => 500 + below(12_000)),
      products: Array.from({ length: lines }, () => below(PRODUCTS)),
    }
  }
}

const orderCode = (order: number): string => `O${String(order).padStart(9, '0')}`
const productCode = (product: number): string => `T${String(product).padStart(3, '0')}`

const products = Array.from({ length: PRODUCTS }, (_, one) => productCode(one))

/** Room for so many lines and those of the order that passes them, filled order by order. */
function lineTable(lines: number) {
  const room = lines + 2
  const [row, order] = [new Int32Array(room), new Int32Array(room)]
  const [buyer, seller] = [new Int32Array(room), new Int32Array(room)]
  const [product, party] = [new Int32Array(room), new Int32Array(room)]
  const [atMs, price] = [new Float64Array(room), new Float64Array(room)]
  let at = 0
  return {
    count: () => at,
    add(drawn: Drawn, number: number): void {
      drawn.prices.forEach((one, index) => {
        row[at] = index + 1
        order[at] = number
        buyer[at] = drawn.buyer
        seller[at] = drawn.seller
        product[at] = drawn.products[index] ?? 0
        party[at] = drawn.party + 1
        atMs[at] = drawn.atMs
        price[at] = one
        at += 1
      })
    },
    columns(plan: Plan, names: readonly string[]): LineColumns {
      const amount = bigsOfPlain(price.subarray(0, at).map((one) => one * 10_000))
      const parties = party.subarray(0, at)
      const most = parties.reduce((a, b) => Math.max(a, b), 0)
      return {
        orders: textsOf(Array.from(order.subarray(0, at), orderCode)),
        row: row.slice(0, at),
        atMs: atMs.slice(0, at),
        buyer: buyer.slice(0, at),
        seller: seller.slice(0, at),
        type: sameWord('order', at),
        product: numberedWords(products, product.subarray(0, at)),
        category: sameWord('', at),
        currency: sameWord(plan.currency, at),
        ofOrder: sameWord('', at),
        party: numberedWords(['', ...Array.from({ length: most }, (_, one) => partyCode(one))], parties),
        quantity: new BigInt64Array(at).fill(BigInt(MICRO)),
        amount,
        volumes: names.map((name) => ({ name, micro: amount.slice() })),
        attributes: [],
      }
    },
  }
}

function lineInputs(order: Drawn, number: number, plan: Plan, names: readonly string[]): LineInput[] {
  return order.prices.map((price, index) => ({
    orderId: orderCode(number),
    row: index + 1,
    atMs: order.atMs,
    buyerId: codeOf(order.buyer),
    sellerId: codeOf(order.seller),
    type: 'order',
    product: productCode(order.products[index] ?? 0),
    category: '',
    quantityMicro: BigInt(MICRO),
    amountMicro: BigInt(price * 10_000),
    currency: plan.currency,
    ofOrderId: '',
    partyId: order.party < 0 ? '' : partyCode(order.party),
    volumes: new Map(names.map((name) => [name, BigInt(price * 10_000)])),
    attributes: new Map(),
  }))
}

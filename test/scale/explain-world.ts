import { historyOf } from '#modules/compensation/domain/pay/history.ts'
import { orderOf, type OrderItem } from '#modules/compensation/domain/pay/order-book.ts'
import type { LineInput, PayInput, PersonInput } from '#modules/compensation/domain/pay/pay-input.ts'
import { personKinds, personStatuses } from '#modules/compensation/domain/language/words.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { columnWorld } from '#modules/compensation/domain/figures/column-world.ts'
import { figuresByPasses, type Figures } from '#modules/compensation/domain/figures/figures.ts'
import { passWorld } from '#modules/compensation/domain/figures/pass-world.ts'
import type { FieldColumns } from '#modules/compensation/domain/passes/field-columns.ts'
import type { PassResult } from '#modules/compensation/domain/passes/run-passes.ts'
import { drawSellers, priceOf, type BenchSize } from './bench-data.ts'
import { benchPeriod, type Image } from './close-run.ts'

const nothing: ReadonlyMap<string, never> = new Map<string, never>()

/** The figures of an open period over columns; orders are made from the columns of lines when a person is asked about. */
export function figuresOfColumns(
  plan: Plan,
  image: Image,
  field: FieldColumns,
  passed: PassResult,
  size: BenchSize,
): Figures {
  const period = benchPeriod(plan)
  const orders = ordersIn(image, size, period.fromMs)
  const ground = columnWorld({
    plan,
    period,
    field,
    people: Array.from(image.idOf, (id, place) => personOf(image, id, place)),
    numberOf: (id) => {
      const place = image.placeOf[Number(id)] ?? -1
      return place < 0 ? undefined : place
    },
    input: { ...noInput, trees: ['placement'] },
    history: historyOf(plan, [], period, period.fromMs),
    ...orders,
  })
  return figuresByPasses({ world: passWorld(ground, passed), field, passed }, () => {
    throw new Error('a walk over everybody was needed')
  })
}

const noInput: PayInput = {
  people: [],
  trees: [],
  lines: [],
  facts: [],
  earned: [],
  links: [],
  rates: [],
  adjustments: [],
  parties: [],
  state: [],
}

/** Little more than the id: everything else of a person lies in the columns. */
function personOf({ field }: Image, id: number, place: number): PersonInput {
  return {
    id: String(id),
    sponsorId: undefined,
    joinedAtMs: undefined,
    kind: personKinds[field.kind[place] ?? 0] ?? 'distributor',
    status: personStatuses[field.status[place] ?? 0] ?? 'active',
    rank: undefined,
    name: '',
    ownerId: undefined,
    places: nothing,
    attributes: nothing,
  }
}

/** Lines by seller and by order: places of lines in columns, and the orders made from them. */
function ordersIn({ idOf, placeOf }: Image, size: BenchSize, fromMs: number) {
  const { seller, order } = drawSellers(size)
  const starts = new Int32Array(size.people + 1)
  for (const one of seller) starts[one + 1] = (starts[one + 1] ?? 0) + 1
  for (let one = 0; one < size.people; one++) starts[one + 1] = (starts[one + 1] ?? 0) + (starts[one] ?? 0)
  const next = starts.slice()
  const lines = new Int32Array(size.lines)
  const firstOf = new Int32Array((order.at(-1) ?? 0) + 1).fill(-1)
  for (let line = 0; line < size.lines; line++) {
    const one = seller[line] ?? 0
    lines[next[one] ?? 0] = line
    next[one] = (next[one] ?? 0) + 1
    const number = order[line] ?? 0
    if (firstOf[number] === -1) firstOf[number] = line
  }
  const made = (number: number): OrderItem => {
    const first = firstOf[number] ?? 0
    const inputs: LineInput[] = []
    for (let line = first; order[line] === number; line++)
      inputs.push(lineInput(size, line, number, seller[line] ?? 0, fromMs))
    const [head] = inputs
    if (!head) throw new Error(`there is no order ${number}`)
    return orderOf(head, inputs, (id) => (id === '' ? -1 : (placeOf[Number(id)] ?? -1)), 1)
  }
  return {
    orderOf: (id: string) => (id === '' ? undefined : made(Number(id))),
    ordersOf(person: number): readonly OrderItem[] {
      const id = (idOf[person] ?? 0) - 1
      const numbers = new Set<number>()
      for (let at = starts[id] ?? 0; at < (starts[id + 1] ?? 0); at++) numbers.add(order[lines[at] ?? 0] ?? 0)
      return [...numbers].map(made)
    },
  }
}

function lineInput(size: BenchSize, line: number, order: number, seller: number, fromMs: number): LineInput {
  const micro = BigInt(priceOf(size, line)) * 10_000n
  return {
    orderId: String(order),
    row: line,
    atMs: fromMs,
    buyerId: '',
    sellerId: String(seller + 1),
    type: 'order',
    product: String(line % 300),
    category: '',
    quantityMicro: BigInt(1 + (line % 3)) * 1_000_000n,
    amountMicro: micro * BigInt(1 + (line % 3)),
    currency: 'EUR',
    ofOrderId: '',
    partyId: '',
    volumes: new Map([['PV', micro]]),
    attributes: nothing,
  }
}

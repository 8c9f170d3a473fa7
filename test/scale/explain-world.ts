import {
  bigsOfPlain,
  floatsBy,
  intsBy,
  sameWord,
  textsOf,
} from '#modules/compensation/domain/frozen/byte-columns.ts'
import type {
  FrozenColumns,
  LineColumns,
  PeopleColumns,
} from '#modules/compensation/domain/frozen/columns.ts'
import { columnsOf } from '#modules/compensation/domain/frozen/frozen.ts'
import { numberedWords } from '#modules/compensation/domain/frozen/numbered-words.ts'
import { personKinds, personStatuses } from '#modules/compensation/domain/language/words.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { figuresByPasses, type Figures } from '#modules/compensation/domain/figures/figures.ts'
import { knownOfRun } from '#modules/compensation/domain/figures/known-of-run.ts'
import type { FieldColumns } from '#modules/compensation/domain/passes/field-columns.ts'
import { columnWorlds } from '#modules/compensation/domain/passes/ground/column-world.ts'
import { frozenGround } from '#modules/compensation/domain/passes/ground/frozen-ground.ts'
import type { PassResult } from '#modules/compensation/domain/passes/run-passes.ts'
import { drawSellers, priceOf, type BenchSize } from './bench-data.ts'
import { benchPeriod, type Image } from './close-run.ts'

/** The figures of an open period over columns; orders are made from the columns of lines when a person is asked about. */
export function figuresOfColumns(
  plan: Plan,
  image: Image,
  field: FieldColumns,
  passed: PassResult,
  size: BenchSize,
): Figures {
  const period = benchPeriod(plan)
  const ground = frozenGround(plan, frozenOfImage(image, size, period.fromMs), 0)
  const world = columnWorlds(ground, field, period)(knownOfRun(passed))
  return figuresByPasses({ world, field, passed }, () => {
    throw new Error('a walk over everybody was needed')
  })
}

/** The drawn people and lines in the columns of a period. */
export function frozenOfImage(image: Image, size: BenchSize, fromMs: number): FrozenColumns {
  const { input, ...nothing } = { personIds: [], input: noInput, period: '2026-10', cutSeq: 0n, planHash: '' }
  const columns = columnsOf({ ...nothing, input })
  return { ...columns, people: peopleOf(image), lines: linesOf(image, size, fromMs) }
}

const noInput = {
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
} as const

/** Codes in the order of the places, as a company's are. */
function peopleOf({ idOf, field }: Image): PeopleColumns {
  const people = idOf.length
  const none = sameWord('', people)
  return {
    ids: bigsOfPlain(Float64Array.from(idOf)),
    codes: textsOf(Array.from(idOf, (_, place) => digits(place))),
    sponsor: field.tree('sponsor').parent,
    joinedAtMs: new Float64Array(people).fill(-Infinity),
    kind: numberedWords(personKinds, Int32Array.from(field.kind)),
    status: numberedWords(personStatuses, Int32Array.from(field.status)),
    name: none,
    rank: none,
    owner: none,
    trees: [{ name: 'placement', parent: field.tree('placement').parent, side: none }],
    attributes: [],
  }
}

function linesOf({ placeOf }: Image, size: BenchSize, fromMs: number): LineColumns {
  const { seller, order } = drawSellers(size)
  const rows = size.lines
  const none = sameWord('', rows)
  const micro = (row: number): number => priceOf(size, row) * 10_000
  const pieces = (row: number): number => 1 + (row % 3)
  return {
    orders: textsOf(Array.from({ length: rows }, (_, row) => digits(order[row] ?? 0))),
    row: intsBy(rows, (row) => row),
    atMs: new Float64Array(rows).fill(fromMs),
    buyer: new Int32Array(rows).fill(-1),
    seller: intsBy(rows, (row) => placeOf[(seller[row] ?? 0) + 1] ?? -1),
    type: sameWord('order', rows),
    product: numberedWords(
      Array.from({ length: 300 }, (_, product) => String(product)),
      intsBy(rows, (row) => row % 300),
    ),
    category: none,
    currency: sameWord('EUR', rows),
    ofOrder: none,
    party: none,
    quantity: bigsOfPlain(floatsBy(rows, (row) => pieces(row) * 1_000_000)),
    amount: bigsOfPlain(floatsBy(rows, (row) => micro(row) * pieces(row))),
    volumes: [{ name: 'PV', micro: bigsOfPlain(floatsBy(rows, micro)) }],
    attributes: [],
  }
}

function digits(number: number): string {
  return String(number).padStart(9, '0')
}

import { parseDecimal } from '#shared/decimal.ts'
import { isoCurrencies, currencyDigits, isCurrency } from '#shared/money.ts'
import { nearestWord } from '#shared/nearest.ts'
import type { Period } from '#shared/period.ts'
import { parseInstant } from '#shared/time.ts'

/** What files may refer to. A set that is missing is that of a file which could not be read: nothing is said then. */
export type KnownIds = Readonly<{
  people: ReadonlySet<string> | undefined
  orders: ReadonlySet<string> | undefined
  parties: ReadonlySet<string> | undefined
}>

/** What the plan and the other files tell of the meaning of a cell. */
export type CellContext = Readonly<{
  /** Times without an offset are local times of this zone. */
  zone: string
  /** The period that a label names: of a calendar, or a campaign of the plan. */
  periodOf: (label: string) => Period | undefined
  plan: PlanWords
  known: KnownIds
}>

/** The names of a plan that files may use. A plan without a list of ranks says nothing of ranks. */
export type PlanWords = Readonly<{
  currency: string
  /** Units of pay that the plan declares besides currencies, with their decimals. */
  units: Readonly<Record<string, number>>
  ranks: readonly string[]
  personalVolumes: readonly string[]
  measures: readonly string[]
  bonuses: readonly string[]
  /** Names under `given_pay`: bonuses that files give. */
  givenPay: readonly string[]
  state: StateWords
  /** Trees in which everybody stands left or right. */
  binaryTrees: readonly string[]
  /** Whether an order that names nobody is an error. */
  refusesNobody: boolean
  /** Whether every amount must be in the plan's currency. */
  oneCurrency: boolean
}>

/** What a run of the plan remembers. */
export type StateWords = Readonly<{
  names: readonly string[]
  /** Names that an item stands after, as in `welcome once o-17`. */
  starts: readonly string[]
  /** Names whose value is a rank. */
  ranks: readonly string[]
  /** Whether an earlier version of the plan may have remembered what this one has no name for. */
  hasEarlier: boolean
}>

/** A cell that is not what its column asks for; the nearest of the words is told with it. */
export type CellProblem = Readonly<{ code: string; expected: string; among?: Iterable<string> }>

type Taken<T> = Readonly<{ value: T }> | CellProblem

/** What the guide says of a column. */
export type ColumnDescription = Readonly<{
  /** `<NAME>` or `<TREE>` at the end stands for any name. */
  name: string
  /** What a cell holds, in words. */
  type: string
  /** Whether the file must have the column. */
  required: boolean
  /** What an empty cell means, in words; undefined where every cell must be filled. */
  whenEmpty: string | undefined
  meaning: string
}>

/** A column of an input file: one definition reads its cells, words its errors and writes its row of the guide. */
export type FileColumn<T> = ColumnDescription &
  Readonly<{
    /** The value of an empty cell. */
    blank: T
    /** `digits` are the decimals that the row's currency allows. */
    read: (text: string, context: CellContext, digits: number) => Taken<T>
  }>

type Place = Pick<ColumnDescription, 'name' | 'required' | 'whenEmpty' | 'meaning'>

/** Decimals of volumes, quantities and amounts in an input: numbers are held in millionths. */
export const INPUT_PLACES = 6
const RATE_PLACES = 12

/** Place of a column whose every cell must be filled. */
export function filled(name: string, meaning: string): Place {
  return { name, meaning, required: true, whenEmpty: undefined }
}

/** Place of a column that may be missing; `whenEmpty` says what that, or an empty cell, means. */
export function optional(name: string, whenEmpty: string, meaning: string): Place {
  return { name, meaning, required: false, whenEmpty }
}

export function textColumn(place: Place, type = 'text'): FileColumn<string> {
  return { ...place, type, blank: '', read: (text) => ({ value: text }) }
}

/** The id of something that another row or file tells of. */
export function referenceColumn(place: Place, to: keyof KnownIds): FileColumn<string> {
  const { one, file } = REFERENCES[to]
  return {
    ...place,
    type: `the id of ${one}`,
    blank: '',
    read(text, { known }) {
      const ids = known[to]
      if (ids === undefined || ids.has(text)) return { value: text }
      const orNothing = place.whenEmpty === undefined ? '' : ', or nothing'
      return {
        code: `unknown_${REFERENCES[to].word}`,
        expected: `the id of ${one} in ${file}${orNothing}`,
        among: ids,
      }
    },
  }
}

const REFERENCES = {
  people: { one: 'a person', word: 'person', file: 'the people file' },
  orders: { one: 'an order', word: 'order', file: 'the orders file' },
  parties: { one: 'a party', word: 'party', file: 'the parties file' },
} as const

/** A rank of the plan. */
export function rankColumn(place: Place): FileColumn<string> {
  return {
    ...place,
    type: 'a rank of the plan',
    blank: '',
    read(text, { plan: { ranks } }) {
      if (ranks.length === 0 || ranks.includes(text)) return { value: text }
      return { code: 'unknown_rank', expected: 'a rank of the plan', among: ranks }
    },
  }
}

/** A bonus that the plan pays, or one whose pay files give. */
export function givenBonusColumn(place: Place): FileColumn<string> {
  return {
    ...place,
    type: 'the name of a bonus',
    blank: '',
    read(text, { plan: { bonuses, givenPay, state } }) {
      const known = [...bonuses, ...givenPay]
      // An earlier version of the plan may have paid what this one has no bonus for.
      const isOfEarlier = state.hasEarlier && nearestWord(text, known) === undefined
      if (known.includes(text) || isOfEarlier) return { value: text }
      return {
        code: 'unknown_bonus',
        expected: 'a bonus of the plan, or a name under its given_pay',
        among: known,
      }
    },
  }
}

/** One of a few words. */
export function wordColumn<W extends string>(place: Place, words: readonly W[], blank: W): FileColumn<W> {
  return {
    ...place,
    type: words.join(', '),
    blank,
    read(text) {
      const word = words.find((candidate) => candidate === text)
      if (word !== undefined) return { value: word }
      return { code: `unknown_${place.name}`, expected: words.join(', '), among: words }
    },
  }
}

const TIME = 'a date or time, ISO 8601'

export function timeColumn(place: Place): FileColumn<number> {
  return { ...place, type: TIME, blank: 0, read: readTime }
}

export function optionalTimeColumn(place: Place): FileColumn<number | undefined> {
  return { ...place, type: TIME, blank: undefined, read: readTime }
}

function readTime(text: string, { zone }: CellContext): Taken<number> {
  const value = parseInstant(text, zone)
  if (value !== undefined) return { value }
  return {
    code: 'bad_date',
    expected: 'an ISO 8601 date or time such as 2026-01-31 or 2026-10-05T14:30:00',
  }
}

export function periodColumn(place: Place): FileColumn<string> {
  return {
    ...place,
    type: 'a period',
    blank: '',
    read(text, { periodOf }) {
      if (periodOf(text)) return { value: text }
      return {
        code: 'bad_period',
        expected:
          'a period such as 2026-10, 2026-Q4, 2026-W41, 2026-10-05 or 2026, or a campaign of the plan',
      }
    },
  }
}

/** A number of up to six decimals, in millionths. */
export function numberColumn(place: Place): FileColumn<bigint> {
  return {
    ...place,
    type: `a number, up to ${INPUT_PLACES} decimals`,
    blank: 0n,
    read: (text) => readDecimal(text, INPUT_PLACES, INPUT_PLACES),
  }
}

/** An amount with the decimals of the currency of its row, in millionths of the major unit. */
export function amountColumn(place: Place): FileColumn<bigint> {
  return {
    ...place,
    type: 'an amount in major units, with the decimals of its currency',
    blank: 0n,
    read: (text, _context, digits) => readDecimal(text, Math.min(digits, INPUT_PLACES), INPUT_PLACES),
  }
}

/** A rate of exchange in parts of 10^12, above zero. */
export function exchangeRateColumn(place: Place): FileColumn<bigint> {
  return {
    ...place,
    type: `a number above zero, up to ${RATE_PLACES} decimals`,
    blank: 0n,
    read(text) {
      const taken = readDecimal(text, RATE_PLACES, RATE_PLACES)
      if ('code' in taken || taken.value > 0n) return taken
      return { code: 'bad_number', expected: 'a number above zero' }
    },
  }
}

function readDecimal(text: string, places: number, scale: number): Taken<bigint> {
  const value = parseDecimal(text, places)
  if (typeof value === 'bigint') return { value: value * 10n ** BigInt(scale - places) }
  const decimals = places === 0 ? 'without decimals' : `with at most ${places} decimals`
  return { code: 'bad_number', expected: `a number ${decimals}, a dot and no grouping` }
}

export function currencyColumn(place: Place): FileColumn<string> {
  return {
    ...place,
    type: 'a currency, ISO 4217',
    blank: '',
    read(text) {
      if (isCurrency(text)) return { value: text }
      return {
        code: 'unknown_currency',
        expected: 'an ISO 4217 currency such as EUR',
        among: isoCurrencies,
      }
    },
  }
}

/** A currency or a unit of pay that the plan declares. */
export function unitColumn(place: Place): FileColumn<string> {
  return {
    ...place,
    type: 'a currency, ISO 4217, or a unit of the plan',
    blank: '',
    read(text, { plan: { units } }) {
      if (Object.hasOwn(units, text) || isCurrency(text)) return { value: text }
      return {
        code: 'unknown_currency',
        expected: 'an ISO 4217 currency such as EUR, or a unit that the plan declares',
        among: [...Object.keys(units), ...isoCurrencies],
      }
    },
  }
}

/** Decimals of a currency, or of a unit that the plan declares. */
export function unitDigits(units: Readonly<Record<string, number>>, unit: string): number {
  return Object.hasOwn(units, unit) ? (units[unit] ?? 0) : currencyDigits(unit)
}

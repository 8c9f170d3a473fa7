import { formatShort } from '#shared/decimal.ts'
import { add, exactText, sign, ZERO, type Exact } from '#shared/exact.ts'
import { nearestWord } from '#shared/nearest.ts'
import { unitDigits } from '../files/column.ts'
import { PRINTED_PLACES, measureText, valueText } from '../files/pay-rows.ts'
import type { Plan } from '../language/plan.ts'
import type { PayResult, PersonStanding } from '../pay/pay-result.ts'

/** What a run says, or why it says nothing of it. `currency` is given with amounts. */
export type Answer = Readonly<{ value: string; currency?: string }> | Readonly<{ problem: string }>

/** Who is asked about: one person, several whose numbers are added, or all together. */
type Asked = Readonly<{ plan: Plan; result: PayResult; who: readonly string[] | 'all'; name: string }>

/** The kinds of answers, by the first word of the question; some name what they are about, some where it came from. */
const questions: Readonly<Record<string, (asked: Asked) => Answer>> = {
  earned,
  volume: (asked) => columnSum(asked, asked.result.volumes, 'volume'),
  measure: (asked) => columnSum(asked, asked.result.measures, 'measure'),
  rank: (asked) => ofOne(asked, (person) => person.rank ?? ''),
  active: (asked) => ofOne(asked, (person) => String(person.active)),
  state,
  line: (asked) =>
    fromSource(asked, (amounts) => exactText(amounts.reduce(add, ZERO), PRINTED_PLACES), 'amount'),
  rate: (asked) =>
    fromSource(
      asked,
      (rates) =>
        distinct(
          rates.map((rate) => exactText(rate, PRINTED_PLACES)),
          '0',
        ),
      'rate',
    ),
  level: (asked) => levels(asked),
}

/** The questions as the guide tells them: how each is written, and what is answered. */
export const questionsWritten: readonly Readonly<{ written: string; meaning: string }>[] = [
  { written: 'earned', meaning: 'all pay of the period; only where it is in one currency or unit' },
  {
    written: 'earned BONUS',
    meaning: 'what the bonus pays, without given pay; 0 for who gets nothing, which is in no currency',
  },
  { written: 'volume NAME', meaning: 'a volume of the plan' },
  {
    written: 'measure NAME',
    meaning: 'a measure of the plan: a number, true or false, or the name of a rank',
  },
  { written: 'rank', meaning: 'the rank that pay goes by; empty for none' },
  { written: 'active', meaning: 'true or false' },
  {
    written: 'state NAME',
    meaning: 'what state.csv says of it after the period; of the company with an empty person_id',
  },
  {
    written: 'line BONUS from PERSON',
    meaning:
      'the sum of the lines that the bonus pays on the volume or pay of that person, before what is cut from the whole, in the currency of the pay (that of `pays_in`); 0 where there is no line',
  },
  {
    written: 'rate BONUS from PERSON',
    meaning: 'the rate of these lines; several different ones are joined by `; `; 0 where there is no line',
  },
  {
    written: 'level BONUS from PERSON',
    meaning: 'the level of those that pay something; empty where none does',
  },
]

/**
 * The answer of a run to a question about people: `earned`, `earned BONUS`, a bonus alone, `volume NAME`, `measure NAME`,
 * `rank`, `active`, `state NAME`, and `line`, `rate` or `level` with `BONUS from PERSON`. `people` is an id, several ids
 * joined by `+`, or empty for all together (and for the company's state).
 */
export function answerOf(plan: Plan, result: PayResult, people: string, what: string): Answer {
  const known = new Set(result.people.map((person) => person.id))
  const who = people === '' ? 'all' : known.has(people) ? [people] : people.split('+')
  const stranger = who === 'all' ? undefined : who.find((id) => !known.has(id))
  if (stranger !== undefined) return { problem: `nobody is "${stranger}"` }
  if (plan.bonuses.some((bonus) => bonus.name === what)) return earned({ plan, result, who, name: what })
  const [, word = '', name = ''] = /^(\S+)(?: (.*))?$/.exec(what) ?? []
  const question = Object.hasOwn(questions, word) ? questions[word] : undefined
  if (question) return question({ plan, result, who, name })
  return { problem: `no question is "${what}"${hint(word, Object.keys(questions))}` }
}

/** Whether a run's answer is what was expected; numbers by their value, and computed ones to the places that are expected. */
export function answers(expected: string, answer: Answer, what: string, unit = ''): boolean {
  if ('problem' in answer) return false
  if (answer.currency !== undefined && /^[A-Z]{3}$/.test(unit) && unit !== answer.currency) return false
  const [wanted, got] = [decimalOf(expected), decimalOf(answer.value)]
  if (!wanted || !got) return expected === answer.value
  const places = Math.max(wanted.places, got.places)
  if (
    wanted.digits * 10n ** BigInt(places - wanted.places) ===
    got.digits * 10n ** BigInt(places - got.places)
  )
    return true
  // Pay is exact; what lies under it may be published with fewer places than it has.
  if (/^(measure|volume|line|rate) /.test(what) && wanted.places >= PUBLISHED_PLACES_MIN)
    return nearly(wanted, got)
  return false
}

/** A published number with fewer places than this is compared exactly. */
const PUBLISHED_PLACES_MIN = 2

type Decimal = Readonly<{ digits: bigint; places: number }>

function decimalOf(text: string): Decimal | undefined {
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return undefined
  const fraction = match[2] ?? ''
  return { digits: BigInt(`${match[1]}${fraction}`), places: fraction.length }
}

/** Within half of the last expected place. */
function nearly(wanted: Decimal, got: Decimal): boolean {
  if (got.places <= wanted.places) return false
  const unit = 10n ** BigInt(got.places - wanted.places)
  const difference = wanted.digits * unit - got.digits
  return (difference < 0n ? -difference : difference) * 2n <= unit
}

function earned({ plan, result, who, name }: Asked): Answer {
  if (name !== '' && !plan.bonuses.some((bonus) => bonus.name === name))
    return {
      problem: `no bonus is "${name}"${hint(
        name,
        plan.bonuses.map((bonus) => bonus.name),
      )}`,
    }
  const earnings = result.earnings.filter(
    (earning) => isAsked(who, earning.personId) && (name === '' || earning.bonus === name),
  )
  const currencies = [...new Set(earnings.map((earning) => earning.currency))]
  const [currency = plan.currency] = currencies
  if (currencies.length > 1) return { problem: `pay in ${currencies.join(' and ')}` }
  const minor = earnings.reduce((sum, earning) => sum + earning.minor, 0n)
  const value = formatShort(minor, unitDigits(plan.units, currency))
  return currencies.length === 0 ? { value } : { value, currency }
}

function columnSum({ plan, result, who, name }: Asked, columns: PayResult['measures'], what: string): Answer {
  const column = columns.find((candidate) => candidate.name === name)
  if (!column) {
    const names = columns.map((one) => one.name)
    return { problem: `no ${what} is "${name}"${hint(name, names)}` }
  }
  const values = result.people.flatMap((person, index) => (isAsked(who, person.id) ? [column.of(index)] : []))
  const [only] = values
  if (only !== undefined && values.length === 1)
    return { value: what === 'measure' ? measureText(plan)(name, only) : valueText(only) }
  const numbers = values.flatMap((value) =>
    typeof value === 'boolean' || typeof value === 'string' ? [] : [value],
  )
  if (numbers.length === values.length)
    return { value: exactText(numbers.reduce<Exact>(add, ZERO), PRINTED_PLACES) }
  return { problem: `the ${what} "${name}" is a text or a condition, which cannot be added` }
}

function ofOne({ result, who }: Asked, of: (person: PersonStanding) => string): Answer {
  const people = result.people.filter((person) => isAsked(who, person.id))
  const [person] = people
  return person && people.length === 1 ? { value: of(person) } : { problem: 'asked of one person only' }
}

/** What is remembered of the person, or of the company, after the period: its latest value. */
function state({ result, who, name }: Asked): Answer {
  const personId = who === 'all' ? '' : who.join('+')
  const entries = result.state.filter((entry) => entry.personId === personId && entry.name === name)
  const latest = entries.find((entry) => entry.period === result.period.label) ?? entries.at(-1)
  return { value: latest?.value ?? '' }
}

function linesFrom({ result, who, name }: Asked): PayResult['lines'] {
  const [, bonus, source] = /^(.+) from (.+)$/.exec(name) ?? []
  return result.lines.filter(
    (line) => isAsked(who, line.personId) && line.bonus === bonus && line.sourcePerson === source,
  )
}

function fromSource(asked: Asked, of: (values: readonly Exact[]) => string, part: 'amount' | 'rate'): Answer {
  const problem = sourceProblem(asked)
  if (problem !== undefined) return { problem }
  return { value: of(linesFrom(asked).flatMap((line) => line[part] ?? [])) }
}

function levels(asked: Asked): Answer {
  const problem = sourceProblem(asked)
  if (problem !== undefined) return { problem }
  const paid = linesFrom(asked).filter((line) => line.level !== undefined && sign(line.amount) !== 0)
  return {
    value: distinct(
      paid.map((line) => String(line.level)),
      '',
    ),
  }
}

function sourceProblem({ plan, result, name }: Asked): string | undefined {
  const [, bonus, source] = /^(.+) from (.+)$/.exec(name) ?? []
  if (bonus === undefined || source === undefined) return `"${name}" is not BONUS from PERSON`
  if (!plan.bonuses.some((one) => one.name === bonus))
    return `no bonus is "${bonus}"${hint(
      bonus,
      plan.bonuses.map((one) => one.name),
    )}`
  return result.people.some((person) => person.id === source) ? undefined : `nobody is "${source}"`
}

function distinct(values: readonly string[], none: string): string {
  return [...new Set(values)].join('; ') || none
}

function isAsked(who: Asked['who'], id: string): boolean {
  return who === 'all' || who.includes(id)
}

function hint(word: string, known: Iterable<string>): string {
  const nearest = nearestWord(word, known)
  return nearest === undefined ? '' : `; the nearest is "${nearest}"`
}

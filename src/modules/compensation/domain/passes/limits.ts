import type { Limit } from '../language/plan.ts'
import { exactly } from './arithmetic.ts'
import { aligned, boundValues, NotCompiled, numberCode, type Bound, type NumberCode } from './code.ts'
import { atPerson, type Compiler } from './compiler.ts'
import type { NumberColumn } from './field-columns.ts'
import { inParts, type Hand, type SecondHand } from './hand.ts'
import { limitsAgain, type LimitsAgain } from './renew/renew-limits.ts'
import { numberFunction, numberText } from './bonuses/found.ts'
import { limitCompany } from './limit-company.ts'
import { includePositions, limitPositions } from './limit-positions.ts'
import { addTaken, givenTo, type Limited, type TookOf } from './limited.ts'
import type { Settled } from './settle.ts'
import { sharedInts } from './shared-columns.ts'

/** Applies the limits over several bonuses, in their order, to what the bonuses settled; changes their amounts. */
export function applyLimits(
  compiler: Compiler,
  settled: readonly Settled[],
  beside: SecondHand | undefined,
): () => readonly Limited[] {
  const { plan, renewal } = compiler
  includePositions(compiler)
  const again = renewal && plan.limits.length > 0 ? limitsAgain(renewal, settled, plan.limits) : undefined
  const applied = plan.limits.map((limit) => {
    const bonuses = chosen(limit, settled)
    const [first] = bonuses
    if (!first) return () => []
    // A limit is over bonuses of one currency.
    const { digits } = first
    const took =
      limit.per === 'company'
        ? limitCompany(compiler, again, limit, bonuses, digits)
        : limit.per === 'person'
          ? limitPeople(compiler, { beside, again }, limit, bonuses, digits)
          : limitPositions(compiler, again, limit, bonuses, digits)
    return () =>
      bonuses.map(({ bonus }, index) => ({ limit, bonus: bonus.name, per: limit.per, ...took(index) }))
  })
  again?.keep()
  return () => applied.flatMap((limited) => limited())
}

function chosen({ bonuses }: Limit, settled: readonly Settled[]): readonly Settled[] {
  if (bonuses === 'all') return settled
  return bonuses.flatMap((name) => settled.filter(({ bonus }) => bonus.name === name))
}

/** Bonuses are paid in the order of the list until the limit; what is left of later ones is not paid. */
function limitPeople(
  compiler: Compiler,
  { beside, again }: Readonly<{ beside: SecondHand | undefined; again: LimitsAgain | undefined }>,
  limit: Limit,
  bonuses: readonly Settled[],
  digits: number,
): TookOf {
  const given = givenTo(compiler, bonuses)
  const known = leftOrNone(compiler, limit, given)
  if (!known) return limitPositions(compiler, again, limit, bonuses, digits)
  const { of: mostOf, decimals } = known
  const finer = decimals > digits ? 10 ** (decimals - digits) : 1
  const coarser = decimals < digits ? 10 ** (digits - decimals) : 1
  const minors = bonuses.map(({ minor }) => minor)
  const taken = bonuses.map(() => new Map<number, number>())
  const limitOne = (person: number): void => {
    // In the finer of both units; each payable amount is cut to whole minor units.
    let left = exactly(mostOf(person) * coarser)
    for (let index = 0; index < minors.length; index++) {
      const minor = minors[index]
      if (!minor) continue
      const due = minor[person] ?? 0
      const amount = exactly(due * finer)
      if (amount > 0 && amount > left) {
        const within = Math.trunc(Math.max(0, left) / finer)
        minor[person] = within
        taken[index]?.set(person, due - within)
      }
      const paid = minor[person] ?? 0
      // Pay below zero makes room for what comes after it.
      left -= paid * finer
    }
  }
  // Columns that are this thread's alone are looked at by it alone.
  const others = beside && minors.every(({ buffer }) => buffer instanceof SharedArrayBuffer) ? [beside] : []
  const textsIn = (of: Bound) => {
    const exact = of.name(exactly)
    const times = (text: string, by: number): string => (by === 1 ? text : `${exact}(${text}*${by})`)
    return {
      most: times(leftText(compiler, of, limit, given).text, coarser),
      due: (minor: string) => times(minor, finer),
    }
  }
  beyond([compiler.hand, ...others], minors, textsIn).forEach(limitOne)
  const limitEverybody = (): void => {
    for (const of of taken) of.clear()
    beyond([compiler.hand], minors, textsIn).forEach(limitOne)
  }
  again?.ofPeople(limitEverybody, (person) => {
    for (const of of taken) of.delete(person)
    limitOne(person)
  })
  bonuses.forEach(({ payable }, index) => addTaken(payable, taken[index]))
  return (index) => {
    const of = taken[index] ?? new Map<number, number>()
    const minor = (): bigint => of.values().reduce((sum, over) => sum + BigInt(over), 0n)
    return { minor, took: { of, share: undefined } }
  }
}

/** So many people beyond a limit are noted; where there are more, all of the part are looked at once more. */
const MOST_NOTED = 65_536

/** The same, undefined where it is no whole multiple that a program holds. */
function leftOrNone(...of: Parameters<typeof mostLeft>): ReturnType<typeof mostLeft> | undefined {
  try {
    return mostLeft(...of)
  } catch (error) {
    if (error instanceof NotCompiled) return undefined
    throw error
  }
}

/** What a limit leaves of a person beside given pay. */
function mostLeft(
  compiler: Compiler,
  { most }: Limit,
  given: NumberColumn | undefined,
): Readonly<{ of: (person: number) => number; decimals: number }> {
  const plain = numberFunction(compiler, most, atPerson(), 'p')
  if (!given) return plain
  const decimals = Math.max(plain.decimals, given.decimals)
  const [finer, ofGiven] = [10 ** (decimals - plain.decimals), 10 ** (decimals - given.decimals)]
  return { of: (person) => plain.of(person) * finer - (given.values[person] ?? 0) * ofGiven, decimals }
}

/** The same as a text about a person `p`. */
function leftText(
  compiler: Compiler,
  bound: Bound,
  { most }: Limit,
  given: NumberColumn | undefined,
): NumberCode {
  const plain = numberText(compiler, bound, most, atPerson())
  if (!given) return plain
  const { texts, decimals } = aligned([plain, numberCode(`${bound.name(given.values)}[p]`, given.decimals)])
  return numberCode(`(${texts.join('-')})`, decimals)
}

/** Whoever may be beyond a limit. Each hand looks at an equal part of the people. */
function beyond(
  hands: readonly [Hand, ...Hand[]],
  minors: readonly Float64Array[],
  textsIn: (bound: Bound) => Readonly<{ most: string; due: (minor: string) => string }>,
): readonly number[] {
  const shares: Readonly<{ noted: Int32Array; count: Int32Array; from: number; until: number }>[] = []
  inParts(hands, minors[0]?.length ?? 0, ({ from, until }) => {
    const bound = boundValues()
    const noted = sharedInts(Math.min(MOST_NOTED, until - from))
    const count = sharedInts(1)
    shares.push({ noted, count, from, until })
    const { most, due } = textsIn(bound)
    const parts = minors.map(
      (minor) =>
        `{const a=${due(`${bound.name(minor)}[p]`)};if(a>0&&a>l){if(c<noted.length)noted[c]=p;c+=1;continue;}l-=a;}`,
    )
    const each = `for(let p=${from};p<${until};p++){let l=${most};${parts.join('')}}`
    return { bound, body: `const noted=${bound.name(noted)};let c=0;${each}${bound.name(count)}[0]=c;` }
  })
  // In the order of people, whoever looked at them.
  const inOrder = shares.toSorted((a, b) => a.from - b.from)
  return inOrder.flatMap(({ noted, count, from, until }) => {
    const found = count[0] ?? 0
    return found <= noted.length
      ? [...noted.subarray(0, found)]
      : Array.from({ length: until - from }, (_, at) => from + at)
  })
}

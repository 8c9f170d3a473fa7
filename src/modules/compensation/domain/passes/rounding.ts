import type { Rounding } from '#shared/ratio.ts'
import type { Bonus } from '../language/plan.ts'
import { exactly } from './arithmetic.ts'
import { NotCompiled, numberProgram, OutOfRange, type Bound } from './code.ts'
import { addText, moveText, noSum, type ExactSum } from './exact-sum.ts'
import type { Hand } from './hand.ts'

/** Rounds money of 10^-decimals to the minor unit, by the step and the rule of a bonus. */
export function moneyRounding(bonus: Bonus, decimals: number, digits: number): (value: number) => number {
  return numberProgram((bound) => `${roundText(bound, bonus, decimals, digits)}return r;`, 'v')
}

/** What a walk over money added up: what the cap took, and all that was left within it before it was rounded. */
export type MoneySums = Readonly<{ capped: ExactSum; before: ExactSum }>

/** Keeps everybody's money within the cap, which is a text about `p`, and rounds it where digits are given; in place. */
export function capAndRound(
  hand: Hand,
  bound: Bound,
  money: Float64Array,
  {
    bonus,
    decimals,
    digits,
    cap,
  }: Readonly<{ bonus: Bonus; decimals: number; digits: number | undefined; cap: string | undefined }>,
): MoneySums {
  const sums = { capped: noSum(), before: noSum() }
  const at = `${bound.name(money)}[p]`
  const within =
    cap === undefined
      ? ''
      : `if(v>0){const c=Math.max(0,${cap});if(c<v){${addText(bound, sums.capped, 'over', 'v-c')}v=c;}}`
  const rounded = digits === undefined ? `${at}=v;` : `${roundText(bound, bonus, decimals, digits)}${at}=r;`
  // Most people have no pay by most bonuses, and what was found is not needed any more.
  const each = `let v=${at};if(v!==0){${within}${addText(bound, sums.before, 't', 'v')}${rounded}}`
  hand.run(
    bound,
    `let t=0,over=0;for(let p=0;p<${money.length};p++){${each}}${moveText(bound, sums.before, 't')}${moveText(bound, sums.capped, 'over')}`,
  )
  return sums
}

/** The statements that make `r`, in minor units, of `v`. */
function roundText(bound: Bound, bonus: Bonus, decimals: number, digits: number): string {
  const { roundTo, rounding } = bonus
  if (roundTo !== undefined && typeof roundTo !== 'number') throw new NotCompiled('a step that is no decimal')
  const exact = bound.name(exactly)
  const toMinor = stepsText(10 ** Math.max(0, decimals - digits), rounding)
  const up = 10 ** Math.max(0, digits - decimals)
  const minor = (value: string): string =>
    `const u=${value};${toMinor('u', 'n')}const r=${up === 1 ? 'n' : `${exact}(n*${up})`};`
  if (roundTo === undefined) return minor('v')
  // What is rounded has at least the decimals of the step.
  const step = decimals < 6 ? roundTo / 10 ** (6 - decimals) : exactly(roundTo * 10 ** (decimals - 6))
  return `${stepsText(step, rounding)('v', 'k')}${minor(`${exact}(k*${step})`)}`
}

/**
 * The statements that make `into` of a variable: how many steps are nearest to it by the rule; half away from zero, to the even
 * one, or toward zero. A quotient that was rounded up to the next whole number is one too many; a remainder, which would say it
 * at once, costs a processor ten times as much.
 */
function stepsText(step: number, rounding: Rounding): (of: string, into: string) => string {
  if (step === 1) return (of, into) => `const ${into}=${of};`
  if (step > Number.MAX_SAFE_INTEGER / 4) throw new OutOfRange('a step beyond 2^51')
  const half = rounding === 'half_up' ? `d*2>=${step}` : `d*2>${step}||(d*2===${step}&&q%2===1)`
  const nearest = rounding === 'down' ? '' : `const d=z-q*${step};if(${half})q+=1;`
  return (of, into) =>
    `let ${into};{const z=Math.abs(${of});let q=Math.floor(z/${step});if(q*${step}>z)q-=1;${nearest}${into}=${of}<0?-q:q;}`
}

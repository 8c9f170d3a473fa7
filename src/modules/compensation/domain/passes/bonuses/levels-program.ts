import { exactly } from '../arithmetic.ts'
import { program, type Bound, type NumberCode } from '../code.ts'
import { addText, moveText } from '../exact-sum.ts'
import type { Hand } from '../hand.ts'
import type { Lost } from './found.ts'
import type { LevelsGround } from './levels.ts'

/** The columns that a walk over levels writes, and the rows in which volume waits for the person above. */
export type LevelsRoom = Readonly<{
  money: Float64Array
  lost: Lost
  /** One place for each level and one more: above the last one only what was lost below is still handed on. */
  rows: Float64Array
  /** The same for what is handed up because somebody below may not be paid; empty where nothing is. */
  pending: Float64Array
}>

/** Up to so many levels have a text of their own each, in which the level is a constant. */
const MOST_UNROLLED = 12

/** How many places a row has. */
export function rowOf({ levels }: LevelsGround): number {
  return (levels === Number.POSITIVE_INFINITY ? 1 : levels) + 1
}

/**
 * The statements that pay a person `p`: what arrives at places `b`, `b + 1` … of the rows is read and emptied, and what goes on
 * is written to places `o`, `o + 1` …; the own volume begins there. `m` is what the person gets, `x` what is lost.
 */
export function levelsText(ground: LevelsGround, bound: Bound, room: LevelsRoom): string {
  const { handsUp, step, bars } = ground
  const width = rowOf(ground) - 1
  const at = (column: Uint8Array): string => `${bound.name(column)}[p]`
  const [rows, pending] = [bound.name(room.rows), bound.name(room.pending)]
  const begun = [
    `let m=0,x=0;const y=${at(bars)}===0;`,
    step.passes ? `const z=${at(step.passes)}===1;` : '',
    handsUp && step.closes ? `const c=${at(step.closes)}!==0;` : '',
  ]
  const rate = ground.rateCode(bound)
  const arrives = (level: string, k: string): string =>
    `{const v=${rows}[b+${k}]${handsUp ? `,w=${pending}[b+${k}]` : ''};` +
    `if(v!==0${handsUp ? '||w!==0' : ''}){${rows}[b+${k}]=0;${handsUp ? `${pending}[b+${k}]=0;` : ''}` +
    `${level}${arrivalText(ground, bound, room, rate, k)}}}`
  const levels =
    width <= MOST_UNROLLED
      ? Array.from({ length: width }, (_, k) => arrives(`const l=${ground.first + k};`, String(k))).join('')
      : `for(let k=0;k<${width};k++)${arrives(`const l=${ground.first}+k;`, 'k')}`
  return [
    ...begun,
    levels,
    handsUp ? aboveText(ground, bound, room, width) : '',
    ownText(ground, bound, room, rate),
    paidText(bound, room),
  ].join('')
}

const add = (bound: Bound, to: string, value: string): string =>
  `${to}=${bound.name(exactly)}(${to}+${value});`

/** What happens to volume `v`, and to what waits `w`, that arrives at a level `l`. */
function arrivalText(
  ground: LevelsGround,
  bound: Bound,
  room: LevelsRoom,
  rate: NumberCode,
  k: string,
): string {
  const { handsUp, step } = ground
  const width = rowOf(ground) - 1
  const [rows, pending] = [bound.name(room.rows), bound.name(room.pending)]
  const isUnlimited = ground.levels === Number.POSITIVE_INFINITY
  const passed = [step.passes ? 'z' : '', step.byPay ? '!y||s<=0' : ''].filter((one) => one !== '').join('||')
  const stays = [
    isUnlimited ? 'true' : '',
    passed === '' ? '' : 'f',
    step.closes ? `${bound.name(step.closes)}[p]===0` : '',
  ].filter((one) => one !== '')
  const next = stays.length === 0 ? `${k}+1` : stays[0] === 'true' ? k : `(${stays.join('||')}?${k}:${k}+1)`
  const waits = handsUp ? `if(y){${add(bound, 'm', 'w')}r=0;}` : ''
  const take = takeText(ground, bound, 'v')
  const isTaken = passed === '' ? `${waits}${take}` : `if(!f){${waits}${take}}`
  return (
    `const s=${rate.text};${passed === '' ? '' : `const f=${passed};`}${handsUp ? 'let r=w;' : ''}${isTaken}` +
    `const n=${next};if(n<${width})${add(bound, `${rows}[o+n]`, 'v')}` +
    (handsUp ? `if(r!==0)${add(bound, `${pending}[o+n]`, 'r')}` : '')
  )
}

/** Pays a person for volume at the rate `s`, or loses it, or leaves it waiting in `r`. */
function takeText({ handsUp, step }: LevelsGround, bound: Bound, volume: string): string {
  const amount = `${bound.name(exactly)}(${volume}*s)`
  const lose = add(bound, 'x', amount)
  // By generations only who ends one hands a part on: the next one within has an own part.
  const unpaid = handsUp ? (step.closes ? `if(c)r+=${amount};else ${lose}` : `r+=${amount};`) : lose
  return `if(s>0){if(y){${add(bound, 'm', amount)}}else{${unpaid}}}`
}

/** Above the last level only what waits goes on, to the next one who may be paid. */
function aboveText(
  { step }: LevelsGround,
  bound: Bound,
  { rows, pending }: LevelsRoom,
  width: number,
): string {
  const waits = `${bound.name(pending)}[b+${width}]`
  return (
    `{const w=${waits};if(w!==0){${waits}=0;${bound.name(rows)}[b+${width}]=0;` +
    `if(y${step.passes ? '&&!z' : ''}){${add(bound, 'm', 'w')}}else{${add(bound, `${bound.name(pending)}[o+${width}]`, 'w')}}}}`
  )
}

/** The own volume of a person begins here: it is paid to the person's self first where the walk starts at the source. */
function ownText(ground: LevelsGround, bound: Bound, room: LevelsRoom, rate: NumberCode): string {
  const { opens, step, handsUp } = ground
  const width = rowOf(ground) - 1
  const isUnlimited = ground.levels === Number.POSITIVE_INFINITY
  const first = opens && !isUnlimited ? `Math.min(${width},${bound.name(opens)}[p]===1?1:0)` : '0'
  const rises = isUnlimited || step.closes ? '' : 'k+=1;'
  const waits = handsUp ? `if(r!==0)${add(bound, `${bound.name(room.pending)}[o+k]`, 'r')}` : ''
  const taken = `${handsUp ? 'let r=0;' : ''}${takeText(ground, bound, 'v')}${rises}${waits}`
  const passed = [step.passes ? 'z' : '', step.byPay ? '!y||s<=0' : ''].filter((one) => one !== '').join('||')
  const self = ground.fromSource
    ? `if(k<${width}){const l=${ground.first}+k,s=${rate.text};${passed === '' ? `{${taken}}` : `if(!(${passed})){${taken}}`}}`
    : ''
  return (
    `{const v=${bound.name(ground.base)}[p];if(v!==0){let k=${first};${self}` +
    `if(k<${width})${add(bound, `${bound.name(room.rows)}[o+k]`, 'v')}}}`
  )
}

function paidText(bound: Bound, { money, lost }: LevelsRoom): string {
  return `if(m!==0)${bound.name(money)}[p]=m;if(x!==0)${lostText(bound, lost, 'x')}`
}

/** Notes what is lost: by person, or in the sum `t` of the walk. */
function lostText(bound: Bound, lost: Lost, value: string): string {
  if (lost.of) return add(bound, `${bound.name(lost.of)}[p]`, value)
  return `{${addText(bound, lost.sum, 't', value)}}`
}

/** The step for one person, as `levelsText` says; columns of money hold zero for the person before it, and lost is
 * told by person. */
export function levelsStep(
  ground: LevelsGround,
  bound: Bound,
  room: LevelsRoom,
): (person: number, own: number, below: number) => unknown {
  return program(bound, 'p,o,b', levelsText(ground, bound, room))
}

/**
 * Pays everybody, deepest first. A row of the rows belongs to a depth of the tree: as everybody below a person follows that
 * person in the order, it is read by the person above as soon as the team is through.
 */
export function walkLevels(hand: Hand, ground: LevelsGround, bound: Bound, room: LevelsRoom): void {
  const { order, depth } = ground.tree
  const row = rowOf(ground)
  const [rows, pending] = [bound.name(room.rows), bound.name(room.pending)]
  // The row of the roots belongs to nobody: what was lost and found nobody above stays with the company.
  const waits = `${lostText(bound, room.lost, `${pending}[k]`)}${pending}[k]=0;`
  const root = `if(o===0)for(let k=0;k<${row};k++){${ground.handsUp ? waits : ''}${rows}[k]=0;}`
  const person = `const p=${bound.name(order)}[i],o=${bound.name(depth)}[p]*${row},b=o+${row};`
  const each = `for(let i=${order.length - 1};i>=0;i--){${person}${levelsText(ground, bound, room)}${root}}`
  hand.run(bound, `let t=0;${each}${moveText(bound, room.lost.sum, 't')}`)
}

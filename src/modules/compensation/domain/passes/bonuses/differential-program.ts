import { exactly } from '../arithmetic.ts'
import { boundValues, type Bound } from '../code.ts'
import { addText, moveText } from '../exact-sum.ts'
import type { Hand } from '../hand.ts'
import { personText } from '../order-text.ts'
import type { ColumnRoom } from '../room.ts'
import type { Flowing } from './differential.ts'

/** Who runs the programs of a bonus, and where their columns come from. */
export type Workplace = Readonly<{ hand: Hand; room: ColumnRoom }>

/**
 * Against the path: what is taken of a team is one rate at each taker, so that all volume of the team flows on together, straight
 * to the next one above who takes more.
 */
export function flowToHigher({ hand, room }: Workplace, flow: Flowing): void {
  const higher = higherTakers({ hand, room }, flow)
  const [volume, taken] = [room.floats(), room.floats()]
  const bound = boundValues()
  const exact = bound.name(exactly)
  const at = (column: Float64Array | Int32Array | Uint8Array, place: string): string =>
    `${bound.name(column)}[${place}]`
  const { tree, base, rate } = flow
  const text = [
    `const p=${personText(bound, tree.order)},own=${at(base, 'p')},came=${at(volume, 'p')},rate=${at(rate, 'p')};`,
    ownText(bound, flow),
    `if(came!==0||${at(taken, 'p')}!==0){const m=${exact}(${exact}(rate*came)-${at(taken, 'p')});${giveText(bound, flow)}}`,
    `const on=came+own,q=${at(higher, 'p')};if(q<0||on===0)continue;`,
    `const now=${takesText(bound, flow, 'p')}&&rate>0?rate:0;`,
    `${at(volume, 'q')}=${exact}(${at(volume, 'q')}+${exact}(on));`,
    `${at(taken, 'q')}=${exact}(${at(taken, 'q')}+${exact}(on*now));`,
  ]
  runUp(hand, bound, flow, text.join(''))
  room.giveBack(higher, volume, taken)
}

/** Against the nearest taker below: each team pays the difference between two rates once, to its nearest taker above. */
export function flowToNearest({ hand, room }: Workplace, flow: Flowing): void {
  const nearest = nearestTakers({ hand, room }, flow)
  const volume = room.floats()
  const bound = boundValues()
  const exact = bound.name(exactly)
  const { tree, base, rate } = flow
  const [sum, rates] = [bound.name(volume), bound.name(rate)]
  const text = [
    `const p=${personText(bound, tree.order)},own=${bound.name(base)}[p],rate=${rates}[p];`,
    ownText(bound, flow),
    `const on=${sum}[p]+own,q=${bound.name(nearest)}[p];if(q<0||on===0)continue;`,
    `const d=${rates}[q]-(${takesText(bound, flow, 'p')}?rate:0);`,
    `if(d>0){const m=${exact}(on*d);${giveText(bound, flow, 'q')}}`,
    `${sum}[q]=${exact}(${sum}[q]+${exact}(on));`,
  ]
  runUp(hand, bound, flow, text.join(''))
  room.giveBack(nearest, volume)
}

function runUp(hand: Hand, bound: Bound, { tree, found }: Flowing, text: string): void {
  const each = `for(let i=${tree.order.length - 1};i>=0;i--){${text}}`
  hand.run(bound, `let t=0;${each}${moveText(bound, found.lost.sum, 't')}`)
}

/** The statements that pay `own` at `rate` to the person `p`. */
function ownText(bound: Bound, flow: Flowing): string {
  if (!flow.paysOwn) return ''
  return `if(own!==0&&rate>0&&${takesText(bound, flow, 'p')}){const m=${bound.name(exactly)}(own*rate);${giveText(bound, flow)}}`
}

/** The statements that pay `m` to a person, or leave it to the company. */
function giveText(bound: Bound, { bars, found }: Flowing, person = 'p'): string {
  const add = (column: Float64Array): string => {
    const at = `${bound.name(column)}[${person}]`
    return `${at}=${bound.name(exactly)}(${at}+m);`
  }
  const { of, sum } = found.lost
  const lose = of ? add(of) : addText(bound, sum, 't', 'm')
  return `if(${bound.name(bars)}[${person}]===0){${add(found.money)}}else{${lose}}`
}

/** Whether a person takes the own rate, as `takesRate` says. */
function takesText(bound: Bound, { bars, takesAll }: Flowing, person: string): string {
  return takesAll ? 'true' : `${bound.name(bars)}[${person}]===0`
}

/** For each person the nearest one above who takes. */
function nearestTakers({ hand, room }: Workplace, flow: Flowing): Int32Array {
  const { tree } = flow
  const nearest = room.ints(-1)
  const bound = boundValues()
  const [of, parent] = [bound.name(nearest), bound.name(tree.parent)]
  const person = `const p=${personText(bound, tree.order)},q=${parent}[p];`
  const text = `${person}if(q>=0)${of}[p]=${takesText(bound, flow, 'q')}?q:${of}[q];`
  hand.run(bound, `for(let i=0;i<${tree.order.length};i++){${text}}`)
  return nearest
}

/** For each person the nearest taker above with a higher rate than what is taken at the person. */
function higherTakers({ hand, room }: Workplace, flow: Flowing): Int32Array {
  const { tree, rate } = flow
  const higher = room.ints()
  const bound = boundValues()
  const [of, rates] = [bound.name(higher), bound.name(rate)]
  const text = [
    `const p=${personText(bound, tree.order)},own=${takesText(bound, flow, 'p')}&&${rates}[p]>0?${rates}[p]:0;`,
    `let q=${bound.name(tree.parent)}[p];`,
    // Who does not take has nothing taken, and so the next one with any rate above.
    `if(q>=0&&!(${takesText(bound, flow, 'q')}))q=${of}[q];`,
    `while(q>=0&&${rates}[q]<=own)q=${of}[q];${of}[p]=q;`,
  ]
  hand.run(bound, `for(let i=0;i<${tree.order.length};i++){${text.join('')}}`)
  return higher
}

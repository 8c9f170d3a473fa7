import type { BinaryBonus } from '../../language/plan.ts'
import { exactly, wholeSteps } from '../arithmetic.ts'
import type { Bound } from '../code.ts'
import { addText, moveText } from '../exact-sum.ts'
import type { Sides } from './binary-sides.ts'
import type { Lost } from './found.ts'

/** What a cycle takes of the stronger and the weaker side; by turns the stronger side is chosen anew for each cycle. */
export type Cycle = Readonly<{ strong: number; weak: number; isByTurns: boolean }>

/** The rules of a bonus as texts about a person `p`; those of volume have the decimals of the sides. */
export type MatchTexts = Readonly<{
  cycle: Cycle
  perCycle: string
  minimumSide: string | undefined
  maximumSide: string | undefined
  maximumCycles: string | undefined
  carryLimit: string | undefined
}>

/** The columns that a match reads and writes. */
export type MatchColumns = Readonly<{
  sides: Sides
  bars: Uint8Array
  /** 1 for who was qualified in an earlier period. */
  ever: Uint8Array | undefined
  money: Float64Array
  lost: Lost
  /** Told of each side of everybody what was taken, where somebody had volume before. */
  keep: ((...moved: readonly number[]) => void) | undefined
}>

/** The program that matches the two sides of everybody once. */
export function matchText(
  bonus: BinaryBonus,
  bound: Bound,
  texts: MatchTexts,
  columns: MatchColumns,
): string {
  const each = matchOneText(bonus, bound, texts, columns)
  return `let t=0;for(let p=0;p<${columns.bars.length};p++){${each}}${moveText(bound, columns.lost.sum, 't')}`
}

/** The same for the first `n` of a list, of whom nothing is left of before; what is lost is told by person. */
export function matchAgainText(
  bonus: BinaryBonus,
  bound: Bound,
  texts: MatchTexts,
  { list, ...columns }: Omit<MatchColumns, 'keep'> & Readonly<{ list: Int32Array }>,
): string {
  const { sides, money, lost } = columns
  const nothing = [money, lost.of].map((column) => (column ? `${bound.name(column)}[p]=0;` : ''))
  const before = `${nothing.join('')}${bound.name(sides.put)}(p);`
  const each = matchOneText(bonus, bound, texts, { ...columns, keep: undefined })
  return `for(let i=0;i<n;i++){const p=${bound.name(list)}[i];${before}${each}}`
}

/**
 * The statements that match the two sides of a person `p`: what is paid goes to the money, what stays to the sides. `l` and `r`
 * are the sides, `k` whole cycles of them with `kl` and `kr` of each side, `q` those that are paid; `ul`, `ur` is what is taken,
 * `xl`, `xr` say that a side is emptied.
 */
function matchOneText(bonus: BinaryBonus, bound: Bound, texts: MatchTexts, columns: MatchColumns): string {
  const { sides, bars, ever, keep } = columns
  const [left, right] = [`${bound.name(sides.left)}[p]`, `${bound.name(sides.right)}[p]`]
  const drops = bonus.beforeFirstQualified === 'drop'
  const isNew = ever ? `${bound.name(ever)}[p]!==1` : 'true'
  const within = (value: string): string =>
    texts.carryLimit === undefined ? value : `Math.min(${value},Math.max(0,${texts.carryLimit}))`
  const each = [
    `const al=${left},ar=${right};`,
    // Most people have nobody on their sides.
    keep ? '' : `if(al===0&&ar===0)continue;`,
    drops
      ? `const d=${bound.name(bars)}[p]!==0&&${isNew};if(d){${left}=0;${right}=0;}const l=d?0:al,r=d?0:ar;`
      : 'const l=al,r=ar;',
    'let ul=0,ur=0,xl=false,xr=false;if(l!==0||r!==0){',
    `let cl=l,cr=r,k=0,kl=0,kr=0;const v=Math.max(0,${texts.perCycle});`,
    texts.maximumSide === undefined
      ? ''
      : `{const most=${texts.maximumSide};cl=Math.min(l,most);cr=Math.min(r,most);}`,
    texts.minimumSide === undefined ? '' : `if(Math.min(cl,cr)>=${texts.minimumSide})`,
    `{${cyclesText(bound, texts.cycle, 'k')}}`,
    `if(${bound.name(bars)}[p]===0){${qualifiedText(bonus, bound, texts, columns)}}else{${unpaidText(bonus, bound, columns.lost)}}`,
    `${left}=${within('(xl?0:l-ul)')};${right}=${within('(xr?0:r-ur)')};}`,
    keep ? `${bound.name(keep)}(p,al,ar,ul,ur,xl?1:0,xr?1:0,${drops ? 'd?1:0' : '0'});` : '',
  ]
  return each.join('')
}

function loseText(bound: Bound, { of, sum }: Lost, value: string): string {
  const exact = bound.name(exactly)
  if (!of) return addText(bound, sum, 't', `${exact}(${value})`)
  return `${bound.name(of)}[p]=${exact}(${bound.name(of)}[p]+${exact}(${value}));`
}

/** Who is qualified is paid; what the plan's maximum leaves over is kept, or lost with its volume. */
function qualifiedText(
  bonus: BinaryBonus,
  bound: Bound,
  { cycle, maximumCycles }: MatchTexts,
  { money, lost }: MatchColumns,
): string {
  const [exact, at] = [bound.name(exactly), `${bound.name(money)}[p]`]
  const pay = (cycles: string): string => `if(${cycles}!==0)${at}=${exact}(${at}+${exact}(${cycles}*v));`
  const strength = (isOver: string): string => {
    const clearsAll = [bonus.carry === 'none' ? 'true' : '', bonus.overMaximum === 'flush_all' ? isOver : '']
    const all = clearsAll.filter((one) => one !== '').join('||')
    if (bonus.carry === 'stronger') {
      const or = all === '' ? '' : `${all}||`
      return `const e=l-ul>=r-ur;xl=${or}!e;xr=${or}e;`
    }
    return all === '' ? '' : `xl=xr=${all};`
  }
  if (maximumCycles === undefined) return `ul=kl;ur=kr;${pay('k')}${strength('false')}`
  return [
    `let q=k,ql=kl,qr=kr;const h=${maximumCycles};`,
    `if(k>h){q=0;ql=0;qr=0;if(h>0){${cyclesText(bound, cycle, 'q', 'h')}}}`,
    `const o=k-q;${bonus.overMaximum === 'flush' ? 'if(o>0){ql=kl;qr=kr;}' : ''}ul=ql;ur=qr;`,
    bonus.overMaximum === 'keep' ? '' : `if(o>0){${loseText(bound, lost, 'o*v')}}`,
    pay('q'),
    strength('o>0'),
  ].join('')
}

/** Who is not qualified keeps the volume, or loses it with what it would have paid. */
function unpaidText({ unqualified }: BinaryBonus, bound: Bound, lost: Lost): string {
  if (unqualified === 'keep') return ''
  const gone = unqualified === 'flush' ? 'xl=xr=true;' : 'xl=l<r;xr=l>=r;'
  return `if(k*v>0){${loseText(bound, lost, 'k*v')}}${gone}`
}

/**
 * The statements that match `cl` and `cr` in whole cycles, at most `most` of them: how many, and what they use of each side. The
 * left side is the stronger one where both are equal.
 */
function cyclesText(bound: Bound, { strong, weak, isByTurns }: Cycle, into: string, most?: string): string {
  const [exact, fit] = [bound.name(exactly), bound.name(wholeSteps)]
  if (isByTurns) return byTurnsText({ strong, weak }, into, most ?? 'Infinity', fit)
  return [
    `if(cl>0&&cr>0){const e=cl>=cr,n=${fit}(e?cl:cr,${strong}),j=${fit}(e?cr:cl,${weak});`,
    `${into}=n<j?n:j;${most === undefined ? '' : `if(${into}>${most})${into}=${most};`}`,
    `const a=${exact}(${into}*${strong}),b=${exact}(${into}*${weak});${into}l=e?a:b;${into}r=e?b:a;}`,
  ].join('')
}

/** While one side is far ahead it stays the stronger one and its cycles are taken in one step. */
function byTurnsText(
  { strong, weak }: Pick<Cycle, 'strong' | 'weak'>,
  into: string,
  most: string,
  fit: string,
): string {
  const shrinks = strong - weak
  const ahead = shrinks > 0 ? `${fit}(e?x-y:y-x,${shrinks})` : 'n'
  return [
    'if(cl>0&&cr>0){let x=cl,y=cr;',
    `while(${into}<${most}){const e=x>=y,n=Math.min(${fit}(e?x:y,${strong}),${fit}(e?y:x,${weak}),${most}-${into});`,
    `if(n<=0)break;const run=Math.min(n,Math.max(1,${ahead}));`,
    `if(e){x-=run*${strong};y-=run*${weak};}else{x-=run*${weak};y-=run*${strong};}${into}+=run;}`,
    `${into}l=cl-x;${into}r=cr-y;}`,
  ].join('')
}

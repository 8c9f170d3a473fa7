import { compare } from '#shared/exact.ts'
import type { Cell, Step, Table, TableKey, TableValue } from '../language/plan.ts'
import { rankNumber } from '../pay/world.ts'
import { exactly } from './arithmetic.ts'
import {
  aligned,
  asNumberCode,
  constantCode,
  NotCompiled,
  numberCode,
  scaled,
  type Code,
  type NumberCode,
} from './code.ts'
import type { Compiler } from './compiler.ts'

/** The code of a table's value for its keys; 0 where nothing fits. */
export function tableCode(compiler: Compiler, name: string, keys: readonly Code[]): Code {
  const table = tableOf(compiler, name)
  const [first, second] = keys
  if (!first) throw new NotCompiled('a table without a key')
  if (table.shape === 'steps') return stepsCode(table.steps, asNumberCode(first))
  if (table.shape === 'cases') return casesCode(compiler, table.cases, first)
  if (!second) throw new NotCompiled('a table by two keys with one')
  return rowsCode(compiler, table.rows, first, second)
}

function tableOf({ plan }: Compiler, name: string): Table {
  const table = plan.tables.find((candidate) => candidate.name === name)
  if (!table) throw new Error(`the plan has no table ${name}`)
  return table
}

function plain(value: TableValue | string): number {
  if (typeof value !== 'number') throw new NotCompiled('a table with a value that is no decimal')
  return value
}

/** The values of a table with the decimals that all of them need. */
function valuesOf(
  values: readonly (TableValue | string)[],
): Readonly<{ texts: readonly string[]; decimals: number }> {
  return aligned(values.map((value) => constantCode(plain(value))))
}

/** A chain of comparisons, the highest step first: most keys of a field are low, but each chain is short. */
function stepsCode(steps: readonly Step[], key: NumberCode): Code {
  const { texts, decimals } = valuesOf(steps.map((step) => step.value))
  const froms = steps.map((step) => constantCode(plain(step.from)))
  let text = '0'
  steps.forEach((_, index) => {
    const from = froms[index]
    if (!from) return
    const [left, right] = aligned([key, from]).texts
    text = `(${left}>=${right}?${texts[index]}:${text})`
  })
  return numberCode(text, decimals)
}

/** The place of the entry that fits each rank: the same rank, else the nearest lower one, else `else`. */
function placesByRank(compiler: Compiler, keys: readonly TableKey[]): readonly number[] {
  const ranks = [0, ...compiler.plan.ranks.map((_, index) => index + 1)]
  return ranks.map((rank) => {
    let best = -1
    let bestRank = 0
    keys.forEach((key, index) => {
      if (key.is !== 'rank') return
      const own = rankNumber(compiler.plan, key.rank)
      if (own <= rank && own > bestRank) [best, bestRank] = [index, own]
    })
    return best >= 0 ? best : keys.findIndex((key) => key.is === 'else')
  })
}

/** The code of the place of the entry that fits a key; -1 where none does. */
function placeCode(compiler: Compiler, keys: readonly TableKey[], key: Code): string {
  if (key.is === 'rank') {
    if (keys.some((one) => one.is === 'span')) return placeByNumber(keys, asNumberCode(key))
    return `${compiler.bound.name(Int8Array.from(placesByRank(compiler, keys)))}[${key.text}]`
  }
  if (key.is === 'number') return placeByNumber(keys, key)
  if (key.is === 'constant' || key.is === 'text') {
    if (keys.some((one) => one.is === 'span' || one.is === 'rank'))
      throw new NotCompiled('a text looked up among numbers')
    const fitting = (word: string): number => {
      const exact = keys.findIndex((one) => one.is === 'text' && one.text === word)
      return exact >= 0 ? exact : keys.findIndex((one) => one.is === 'else')
    }
    if (key.is === 'constant') return String(fitting(key.value))
    return `${compiler.bound.name(Int16Array.from(key.words, fitting))}[${key.place}]`
  }
  throw new NotCompiled(`a table by a ${key.is}`)
}

function placeByNumber(keys: readonly TableKey[], key: NumberCode): string {
  let text = String(keys.findIndex((one) => one.is === 'else'))
  for (let index = keys.length - 1; index >= 0; index--) {
    const one = keys[index]
    if (one === undefined || one.is === 'else') continue
    if (one.is === 'text') {
      const value = /^-?(0|[1-9]\d{0,8})(\.\d{0,5}[1-9])?$/.test(one.text) ? Number(one.text) : undefined
      // A text that no number is written as fits none.
      if (value !== undefined)
        text = `(${comparisonText(key, '===', constantCode(Math.round(value * 1e6)))}?${index}:${text})`
      continue
    }
    if (one.is !== 'span') throw new NotCompiled('a number looked up among ranks')
    const from = constantCode(plain(one.from))
    const tests = [comparisonText(key, '>=', from)]
    if (one.to !== undefined) tests.push(comparisonText(key, '<=', constantCode(plain(one.to))))
    text = `(${tests.join('&&')}?${index}:${text})`
  }
  return text
}

function comparisonText(a: NumberCode, sign: string, b: NumberCode): string {
  const { texts } = aligned([a, b])
  return `${texts[0]}${sign}${texts[1]}`
}

function casesCode(compiler: Compiler, cells: readonly Cell[], key: Code): Code {
  const place = placeCode(
    compiler,
    cells.map((cell) => cell.key),
    key,
  )
  const { values, decimals } = arrayOf(cells.map((cell) => cell.value))
  return numberCode(`${compiler.bound.name(values)}[1+${place}]`, decimals)
}

/** Values with a zero before them, for the place -1. */
function arrayOf(of: readonly (TableValue | string)[]): Readonly<{ values: Float64Array; decimals: number }> {
  const { decimals } = valuesOf(of)
  const values = Float64Array.from([0, ...of.map((value) => exactly((plain(value) * 10 ** decimals) / 1e6))])
  return { values, decimals }
}

type Row = Readonly<{ key: TableKey; cells: readonly Cell[] }>

/**
 * Both keys become places, and their pair the place of a value. Columns that mean the same in every row share a place;
 * each row then says which of its cells fits.
 */
function rowsCode(compiler: Compiler, rows: readonly Row[], first: Code, second: Code): Code {
  const columns = distinctKeys(rows)
  const rowPlace = placeCode(
    compiler,
    rows.map((row) => row.key),
    first,
  )
  const isSame = rows.every(
    (row) =>
      row.cells.length === columns.length &&
      row.cells.every((cell, index) => isEqual(cell.key, columns[index])),
  )
  const all = isSame ? columns : undefined
  if (!all) return unevenRows(compiler, rows, rowPlace, second)
  const columnPlace = placeCode(compiler, all, second)
  const width = all.length + 1
  const { values, decimals } = arrayOf(rows.flatMap((row) => [0, ...row.cells.map((cell) => cell.value)]))
  // Without a row the place is before the first value; without a column it is the zero at the head of the row.
  return numberCode(
    `(${rowPlace}<0?0:${compiler.bound.name(values)}[1+${rowPlace}*${width}+1+${columnPlace}])`,
    decimals,
  )
}

/** Rows with different columns: one chain for each row. */
function unevenRows(compiler: Compiler, rows: readonly Row[], rowPlace: string, second: Code): Code {
  const codes = rows.map((row) => asNumberCode(casesCode(compiler, row.cells, second)))
  const decimals = Math.max(0, ...codes.map((code) => code.decimals))
  const chain = codes.reduceRight(
    (rest, code, index) => `(${rowPlace}===${index}?${scaled(code, decimals)}:${rest})`,
    '0',
  )
  return numberCode(chain, decimals)
}

function distinctKeys(rows: readonly Row[]): readonly TableKey[] {
  return rows[0]?.cells.map((cell) => cell.key) ?? []
}

function isEqual(a: TableKey, b: TableKey | undefined): boolean {
  if (b === undefined || a.is !== b.is) return false
  if (a.is === 'rank') return b.is === 'rank' && a.rank === b.rank
  if (a.is === 'text') return b.is === 'text' && a.text === b.text
  if (a.is === 'span' && b.is === 'span')
    return (
      compare(a.from, b.from) === 0 &&
      (a.to === undefined) === (b.to === undefined) &&
      (a.to === undefined || b.to === undefined || compare(a.to, b.to) === 0)
    )
  return a.is === 'else'
}

/** The sum over the steps of the slice of a value within each, times the step's value. */
export function marginalCode(compiler: Compiler, name: string, of: NumberCode): Code {
  const table = tableOf(compiler, name)
  const steps = table.shape === 'steps' ? table.steps : []
  const values = arrayOf(steps.map((step) => step.value))
  const froms = arrayOf(steps.map((step) => step.from))
  const decimals = Math.max(of.decimals, froms.decimals)
  const [starts, rates] = [froms.values.slice(1), values.values.slice(1)]
  const scale = 10 ** (decimals - froms.decimals)
  const slices = (value: number): number => {
    let sum = 0
    for (let index = 0; index < starts.length; index++) {
      const from = (starts[index] ?? 0) * scale
      if (value <= from) break
      const next = starts[index + 1]
      const until = next === undefined ? value : Math.min(value, next * scale)
      sum = exactly(sum + exactly((until - from) * (rates[index] ?? 0)))
    }
    return sum
  }
  return numberCode(`${compiler.bound.name(slices)}(${scaled(of, decimals)})`, decimals + values.decimals)
}

import { exactRatio } from '#shared/exact.ts'
import { exactToText } from '../pay/state-text.ts'

/** Rows of the state that a bonus leaves, all of one name; the person is -1 for the company. */
export type Marks = Readonly<{
  name: string
  person: Int32Array
  period: (row: number) => string
  value: (row: number) => string
}>

/** The text of a whole multiple of 10^-decimals, as the state keeps numbers; the same numbers come again and again. */
export function numberTexts(decimals: number): (value: number) => string {
  const scale = 10n ** BigInt(decimals)
  const known = new Map<number, string>()
  return (value) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const text = exactToText(exactRatio(BigInt(value), scale))
    known.set(value, text)
    return text
  }
}

/** People with the same value, marked in this period. */
export function plainMarks(name: string, people: readonly number[], period: string, value: string): Marks {
  return { name, person: Int32Array.from(people), period: () => period, value: () => value }
}

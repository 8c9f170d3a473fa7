import { add, ZERO, type Exact } from '#shared/exact.ts'
import { exactly } from './arithmetic.ts'
import type { NumberColumn } from './field-columns.ts'
import { exactColumn } from './number-column.ts'
import { once } from './once.ts'

/** Pay that lies in the period and is not computed by the run, by bonus; undefined where there is none. */
export type GivenPay = Readonly<{
  /** What files give: caps and limits are used up by it first. */
  byFiles: (bonus: string) => NumberColumn | undefined
  /** All of it, with what periods of other calendars paid: rules read it beside what the run computes. */
  all: (bonus: string) => NumberColumn | undefined
}>

/** Where nothing is given. */
export const nothingGiven: GivenPay = { byFiles: () => undefined, all: () => undefined }

/** Some pay of a person by number. */
export type GivenRow = Readonly<{ person: number; bonus: string; amount: () => Exact }>

/** Pay that files give, and what the state tells of periods of other calendars, as columns of so many people. */
export function givenPay(
  people: number,
  byFiles: readonly GivenRow[],
  byOthers: readonly GivenRow[],
): GivenPay {
  const columnOf =
    (rows: readonly GivenRow[]) =>
    (bonus: string): NumberColumn | undefined => {
      const own = rows.filter((row) => row.bonus === bonus)
      if (own.length === 0) return undefined
      const sums: Exact[] = Array.from({ length: people }, () => ZERO)
      for (const { person, amount } of own) sums[person] = add(sums[person] ?? ZERO, amount())
      return exactColumn(sums, `pay by ${bonus} that is given`)
    }
  return { byFiles: once(columnOf(byFiles)), all: once(columnOf([...byFiles, ...byOthers])) }
}

/** What several bonuses give together, in the finest of their decimals. */
export function givenTogether(columns: readonly (NumberColumn | undefined)[]): NumberColumn | undefined {
  const some = columns.filter((column) => column !== undefined)
  const [first] = some
  if (!first || some.length === 1) return first
  const decimals = Math.max(...some.map((column) => column.decimals))
  const values = first.values.map((_, person) =>
    some.reduce((sum, one) => exactly(sum + (one.values[person] ?? 0) * 10 ** (decimals - one.decimals)), 0),
  )
  return { values, decimals }
}

/** How a state calls what a bonus of another calendar paid. */
export function paidName(bonus: string): string {
  return `${PAID}${bonus}`
}

/** The bonus whose pay in a period of another calendar a row of a state tells. */
export function paidBonus(name: string): string | undefined {
  return name.startsWith(PAID) ? name.slice(PAID.length) : undefined
}

const PAID = 'paid '

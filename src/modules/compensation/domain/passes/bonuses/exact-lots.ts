import type { Exact } from '#shared/exact.ts'
import { growingFloats, growingInts } from '../../frozen/growing.ts'
import type { Carried } from '../../pay/bonuses/match-person.ts'
import { exactToText } from '../../pay/state-text.ts'
import type { LotColumns } from '../field-columns.ts'
import type { Marks } from '../marks.ts'

type Lots = Carried['left']

const NONE: Lots = []

/** The lots of one side of anybody, as they were carried to the period. */
export function lotsBefore({ person, period, micro, fractions }: LotColumns, people: number) {
  const first = new Int32Array(people + 1)
  for (const one of person) if (one < people) first[one + 1] = (first[one + 1] ?? 0) + 1
  for (let one = 0; one < people; one++) first[one + 1] = (first[one + 1] ?? 0) + (first[one] ?? 0)
  const lotAt = (row: number): Lots[number] => ({
    period: period[row] ?? '',
    amount: fractions.get(row) ?? micro[row] ?? 0,
  })
  return (one: number): Lots => {
    const [from, until] = [first[one] ?? 0, first[one + 1] ?? 0]
    return from === until ? NONE : Array.from({ length: until - from }, (_, at) => lotAt(from + at))
  }
}

/** Lots of one side as they are left, person by person. */
export function lotRows(): Readonly<{
  add: (person: number, lots: Lots) => void
  marks: (name: string) => Marks
}> {
  const [person, micro, period] = [growingInts(), growingFloats(), growingInts()]
  const fractions = new Map<number, Exact>()
  const [periods, places] = [[] as string[], new Map<string, number>()]
  const placeOf = (label: string): number => {
    const known = places.get(label) ?? periods.push(label) - 1
    places.set(label, known)
    return known
  }
  return {
    add(one, lots) {
      for (const { period: label, amount } of lots) {
        if (typeof amount !== 'number') fractions.set(person.length(), amount)
        person.push(one)
        micro.push(typeof amount === 'number' ? amount : 0)
        period.push(placeOf(label))
      }
    },
    marks: (name) => ({
      name,
      person: person.values(),
      period: (row) => periods[period.at(row)] ?? '',
      value: (row) => exactToText(fractions.get(row) ?? micro.at(row)),
    }),
  }
}

import type { TaxPlace } from './tax-place.ts'
import type { TaxServiceName, TaxSource } from './tax.ts'
import type { TaxPart } from './taxed.ts'

/** The goods of a class together, or delivery, in minor units. */
export type TaxAmount = Readonly<{
  taxClass: string
  isShipping: boolean
  minor: bigint
  /** What the service calls the class; undefined for what it usually takes. */
  code: string | undefined
}>

/** All that a service is told. It learns nothing of who buys, nor of the street. */
export type TaxQuestion = Readonly<{
  source: TaxServiceName
  marketId: bigint
  currency: string
  place: TaxPlace
  /** The day in UTC, as rates change with days. */
  day: string
  isAdded: boolean
  amounts: readonly TaxAmount[]
}>

/** What came of a question: for each of its amounts the tax, by its rates. */
export type TaxAnswer = Readonly<{
  /** The service, or the tables where it did not answer. */
  source: TaxSource
  /** What the service calls it; empty for the tables. */
  reference: string
  amounts: readonly (TaxAmount & Readonly<{ taxMinor: bigint; parts: readonly TaxPart[] }>)[]
}>

/** An answer, a no to what was asked, or nothing at all. */
export type TaxTold =
  | Readonly<{ kind: 'answer'; value: TaxAnswer }>
  | Readonly<{ kind: 'refused'; why: string }>
  | Readonly<{ kind: 'down'; why: string }>

/** Whoever reckons taxes for the company by the place of delivery. Asking changes nothing there. */
export type TaxService = Readonly<{ ask: (question: TaxQuestion) => Promise<TaxTold> }>

/** The same question as the same text. */
export function questionText(question: TaxQuestion): string {
  const { source, marketId, currency, place, day, isAdded, amounts } = question
  const { country, region = '', postalCode = '' } = place
  return JSON.stringify([
    [source, marketId.toString(), currency, day, isAdded],
    [country, region, postalCode],
    amounts.map(({ taxClass, isShipping, minor, code = '' }) => [
      taxClass,
      isShipping,
      minor.toString(),
      code,
    ]),
  ])
}

/** Whether an answer is one to these amounts. */
export function answersAmounts(answer: TaxAnswer, amounts: readonly TaxAmount[]): boolean {
  return (
    answer.amounts.length === amounts.length &&
    answer.amounts.every((one, at) => {
      const other = amounts[at]
      return (
        other !== undefined &&
        one.taxClass === other.taxClass &&
        one.isShipping === other.isShipping &&
        one.minor === other.minor
      )
    })
  )
}

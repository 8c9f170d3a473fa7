import type { Destination } from './zone.ts'

/** From where a parcel leaves. */
export type Sender = Readonly<{ country: string; postalCode: string }>

/** For a stretch of time a way costs what a service of a carrier takes for the parcel, and something on top. */
export type CarrierPrice = Readonly<{
  id: bigint
  wayId: bigint
  /** As the service that tells rates names them. */
  carrier: string
  service: string
  surchargeMinor: bigint
  /** What it costs where it is not known yet where it goes, and the tables have no price that fits. */
  estimateMinor: bigint
  /** The tables stand in where the service does not answer; else nothing is ordered then. */
  elseTables: boolean
  taxClass: string
  sender: Sender
  fromMs: number
  untilMs: number | null
}>

/** All that a service is told. It learns nothing of who buys, nor of the street. */
export type CarrierQuestion = Readonly<{ from: Sender; to: Destination; grams: number; currency: string }>

export type CarrierRate = Readonly<{ carrier: string; service: string; currency: string; minor: bigint }>

/** What came of a question; whoever did not answer is down. */
export type CarrierAnswer = Readonly<{ isDown: boolean; rates: readonly CarrierRate[] }>

/** What is to be asked for before the price of a way is known. */
export type RatesAsked = Readonly<{ question: CarrierQuestion; elseTables: boolean }>

/** What carriers said to an order's questions, by the text of the question, and the currency that is taken. */
export type CarrierGround = Readonly<{ currency: string; told: ReadonlyMap<string, CarrierAnswer> }>

/** The same question as the same text. */
export function carrierQuestionText({ from, to, grams, currency }: CarrierQuestion): string {
  const { country, region = '', postalCode = '' } = to
  return JSON.stringify([
    [from.country, from.postalCode],
    [country, region, postalCode],
    [grams, currency],
  ])
}

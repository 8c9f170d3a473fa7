import type { CarrierQuestion, CarrierRate } from './carrier.ts'

/** Rates, a no to what was asked, or nothing at all. */
export type CarrierTold =
  | Readonly<{ kind: 'rates'; rates: readonly CarrierRate[] }>
  | Readonly<{ kind: 'refused'; why: string }>
  | Readonly<{ kind: 'down'; why: string }>

/** Whoever knows what carriers take for a parcel. Nothing is sent and nothing is owed for asking. */
export type CarrierService = Readonly<{ ask: (question: CarrierQuestion) => Promise<CarrierTold> }>

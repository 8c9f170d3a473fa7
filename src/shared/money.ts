/** An amount in the minor unit of its currency: 12.30 EUR is { minor: 1230n, currency: 'EUR' }. */
export type Money = Readonly<{ minor: bigint; currency: string }>

// ISO 4217 currencies whose minor unit is not two decimals (list of the maintenance agency, table A.1).
const otherDigits: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
}

/** The ISO 4217 codes in use. */
export const isoCurrencies: readonly string[] = Intl.supportedValuesOf('currency')

const knownCurrencies: ReadonlySet<string> = new Set(isoCurrencies)

/** Whether the text is an ISO 4217 code in use. */
export function isCurrency(code: string): boolean {
  return knownCurrencies.has(code)
}

/** Decimals of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyDigits(code: string): number {
  return otherDigits[code] ?? 2
}

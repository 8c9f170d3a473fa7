/** Every way in which orders are paid. `outcome` of `at_once` methods is known when they are written. */
export const METHOD_CODES = ['pay_later', 'transfer', 'wallet', 'cash', 'card', 'exchange'] as const
export type MethodCode = (typeof METHOD_CODES)[number]

/**
 * What a method of payment is like: the port that every further one implements. A provider whose answer comes later is `awaited`; one
 * that did not answer leaves the payment `unknown`, and is asked again under the payment's own key.
 */
export type PaymentMethod = Readonly<{
  code: MethodCode
  /** The account of the books that its money comes into; undefined where it moves none. */
  account: 'cash' | 'bank' | 'wallet' | 'card' | 'exchange' | undefined
  /** Who may choose it: buyers when they order, staff when they record what came in; nobody what another order brings. */
  chosenBy: readonly ('buyer' | 'staff')[]
  /** Whether its outcome is known when it is written, or somebody says it later. */
  outcome: 'at_once' | 'awaited'
  /** Whether what goes back by it is there at once, somebody has to send it, or its provider is asked to. */
  goesBack: 'at_once' | 'by_staff' | 'by_provider'
  /** More than is owed may come in by it: what lies on the bank's account is a fact. */
  takesMore: boolean
}>

const METHODS: Readonly<Record<MethodCode, PaymentMethod>> = {
  pay_later: {
    code: 'pay_later',
    account: undefined,
    chosenBy: ['buyer'],
    outcome: 'awaited',
    goesBack: 'by_staff',
    takesMore: false,
  },
  transfer: {
    code: 'transfer',
    account: 'bank',
    chosenBy: ['buyer', 'staff'],
    outcome: 'awaited',
    goesBack: 'by_staff',
    takesMore: true,
  },
  wallet: {
    code: 'wallet',
    account: 'wallet',
    chosenBy: ['buyer'],
    outcome: 'at_once',
    goesBack: 'at_once',
    takesMore: false,
  },
  cash: {
    code: 'cash',
    account: 'cash',
    chosenBy: ['staff'],
    outcome: 'at_once',
    goesBack: 'by_staff',
    takesMore: false,
  },
  card: {
    code: 'card',
    account: 'card',
    chosenBy: ['buyer'],
    outcome: 'awaited',
    goesBack: 'by_provider',
    takesMore: true,
  },
  exchange: {
    code: 'exchange',
    account: 'exchange',
    chosenBy: [],
    outcome: 'at_once',
    goesBack: 'at_once',
    takesMore: false,
  },
}

export function methodOf(code: MethodCode): PaymentMethod {
  return METHODS[code]
}

/** What buyers choose when they order. */
export type BuyerMethod = Exclude<MethodCode, 'cash' | 'exchange'>

function isBuyers(code: MethodCode): code is BuyerMethod {
  return METHODS[code].chosenBy.includes('buyer')
}

/** The methods that a list of codes names (`pay_later, wallet`), in its order; undefined where one is none that buyers choose, or it is empty. */
export function methodsIn(text: string): readonly BuyerMethod[] | undefined {
  const codes = text.split(',').map((part) => part.trim())
  const found = codes.flatMap((code) => METHOD_CODES.filter((known) => known === code))
  const isAll = found.length === codes.length && new Set(found).size === found.length
  const buyers = found.filter(isBuyers)
  return isAll && buyers.length === found.length ? buyers : undefined
}

import type { Exact } from '#shared/exact.ts'

/** What an expression gives: a number, a condition or a text. Ranks are numbers (1 is the lowest), dates are texts. */
export type Value = Exact | boolean | string

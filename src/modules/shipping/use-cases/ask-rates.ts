import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import {
  carrierQuestionText,
  type CarrierAnswer,
  type CarrierQuestion,
  type RatesAsked,
} from '../domain/carrier.ts'
import type { CarrierService } from '../domain/carrier-service.ts'
import { keepAnswer, keptAnswer } from '../store/rate-answers.ts'

/** The service that knows what carriers take, if one is configured. */
export type CarrierDeps = Readonly<{ carrierService?: CarrierService | undefined }>

const actor = systemActor('shipping.ask_rates')
const HOUR_MS = 3_600_000
/** An answer serves from the quote to the order. */
const KEPT_MS = 4 * HOUR_MS
/** Whoever did not answer is asked again soon. */
const STAND_IN_MS = HOUR_MS / 12

/** A carrier is to be asked before the work can go on; it ends the transaction, in which nobody is asked. */
export class RatesToAsk extends Error {
  readonly asked: RatesAsked

  constructor(asked: RatesAsked) {
    super('a carrier is to be asked for its rates')
    this.asked = asked
  }
}

/** What carriers said to a question lately; undefined where they are to be asked. */
export async function keptRates(
  tx: Tx,
  { question, elseTables }: RatesAsked,
): Promise<CarrierAnswer | undefined> {
  const kept = await keptAnswer(tx, { key: keyOf(question), atMs: await companyNow(tx) })
  return kept?.isDown === true && !elseTables ? undefined : kept
}

/**
 * Asks for rates, outside of every transaction, and keeps what was said. Refused as `shipping.service_refused`, or where no table stands
 * in as `shipping.service_missing` or `shipping.service_down`.
 */
export async function askRates(
  deps: { db: Db } & CarrierDeps,
  { question, elseTables }: RatesAsked,
): Promise<Result<undefined>> {
  const { carrierService: service } = deps
  const told = await service?.ask(question)
  if (told?.kind === 'refused') return refuse('shipping.service_refused', { why: told.why }, 'postalCode')
  const isDown = told?.kind !== 'rates'
  if (isDown && !elseTables) return refuse(service ? 'shipping.service_down' : 'shipping.service_missing')
  const answer = { isDown, rates: isDown ? [] : told.rates }
  return transact(deps, { actor, useCase: 'shipping.ask_rates' }, async (tx) => {
    const atMs = await companyNow(tx)
    const untilMs = atMs + (isDown ? STAND_IN_MS : KEPT_MS)
    await keepAnswer(tx, { key: keyOf(question), answer, atMs, untilMs })
    return ok(undefined)
  })
}

function keyOf(question: CarrierQuestion): Buffer {
  return hashToken(carrierQuestionText(question))
}

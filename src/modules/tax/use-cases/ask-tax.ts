import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { holdsAt } from '../domain/tax.ts'
import { byTables, taxesIn } from '../domain/tax-place.ts'
import { questionText, type TaxAnswer, type TaxQuestion } from '../domain/tax-service.ts'
import { taxOf } from '../domain/taxed.ts'
import { keepCalculation, keptCalculation } from '../store/calculations.ts'
import type { TaxDeps } from './tax-deps.ts'
import { taxTableOf } from './tax-table.ts'

const actor = systemActor('tax.ask')
const MINUTE_MS = 60_000
/** An answer serves from the basket to the order. */
const KEPT_MS = 60 * MINUTE_MS
/** Whoever did not answer is asked again soon. */
const STAND_IN_MS = 5 * MINUTE_MS

/** A service is to be asked before the work can go on; it ends the transaction, in which nobody is asked. */
export class TaxToAsk extends Error {
  readonly question: TaxQuestion

  constructor(question: TaxQuestion) {
    super('a service is to be asked for the tax')
    this.question = question
  }
}

/** What a service said to a question lately; undefined where it is to be asked. */
export async function keptTax(tx: Tx, question: TaxQuestion): Promise<TaxAnswer | undefined> {
  return keptCalculation(tx, { key: keyOf(question), atMs: await companyNow(tx) })
}

/**
 * Asks a service for the tax, outside of every transaction, and keeps what it said. Refused as `tax.service_missing`,
 * `tax.service_refused` or `tax.service_down`.
 */
export async function askTax(deps: { db: Db } & TaxDeps, question: TaxQuestion): Promise<Result<undefined>> {
  const service = deps.taxServices?.[question.source]
  const told = service
    ? await service.ask(question)
    : ({ kind: 'down', why: 'The service is not configured.' } as const)
  if (told.kind === 'refused') return refuse('tax.service_refused', { why: told.why }, 'postalCode')
  const answer = told.kind === 'answer' ? told.value : await standIn(deps, question)
  if (!answer) return refuse(service ? 'tax.service_down' : 'tax.service_missing')
  return transact(deps, { actor, useCase: 'tax.ask' }, async (tx) => {
    const atMs = await companyNow(tx)
    const untilMs = atMs + (told.kind === 'answer' ? KEPT_MS : STAND_IN_MS)
    await keepCalculation(tx, { key: keyOf(question), answer, atMs, untilMs })
    return ok(undefined)
  })
}

/** What the tables say in place of a service that does not answer, where the market wants that. */
async function standIn(deps: { db: Db }, question: TaxQuestion): Promise<TaxAnswer | undefined> {
  return read(deps, actor, async (tx) => {
    const table = await taxTableOf(deps, tx, question.marketId)
    const atMs = await companyNow(tx)
    if (table.rules?.find((rule) => holdsAt(rule, atMs))?.elseTables !== true) return undefined
    const narrow = byTables(taxesIn(table, question.place))
    const amounts: TaxAnswer['amounts'][number][] = []
    for (const amount of question.amounts) {
      const taxed = taxOf(narrow, { atMs, items: [amount] })
      if (!taxed.ok) return undefined
      amounts.push({ ...amount, taxMinor: taxed.value.taxes[0] ?? 0n, parts: taxed.value.parts })
    }
    return { source: 'tables', reference: '', amounts }
  })
}

function keyOf(question: TaxQuestion): Buffer {
  return hashToken(questionText(question))
}

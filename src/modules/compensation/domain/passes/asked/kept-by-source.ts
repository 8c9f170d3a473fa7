import { compare, type Exact } from '#shared/exact.ts'
import type { Bonus, Plan } from '../../language/plan.ts'
import type { Collector } from '../../pay/bonuses/collect.ts'
import { isTeamBonus } from '../climbs/goes-by-climbs.ts'
import { NotCompiled, OutOfRange } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { refuseRenewal } from '../renew/renewal.ts'
import type { FoundPart, Gathering } from './found-by-walking.ts'
import { walkedSources, type WalkedSources } from './walked-sources.ts'

/** More parts than these are not kept: they would take more memory than the columns of everybody. */
const MOST_PARTS = 4_000_000
const TOO_MANY = 'more parts of a walked bonus than are kept'

type Walked = Readonly<{ payee: number; source: number; amount: Exact }>

/** What every source of a walked bonus brought, so that it can be taken back and walked for again. */
export type KeptBySource = Readonly<{
  add: (part: Walked, amount: Exact, isLost?: boolean) => void
  /** Keeps that sources are walked from again; `walk` notes whom it pays before it adds to what was found. */
  keep: (found: Gathering, walk: (sources: readonly number[], note: (of: Collector) => void) => void) => void
}>

/** Undefined where single sources are not walked from again: the run is then not renewed. */
export function keptBySource(compiler: Compiler, bonus: Bonus): KeptBySource | undefined {
  const { renewal } = compiler
  if (!renewal) return undefined
  const sources = sourcesOf(compiler, bonus)
  if (!sources) {
    refuseRenewal(renewal, `${bonus.name} is walked from every order`)
    return undefined
  }
  const bySource = new Map<number, FoundPart[]>()
  let [held, isFirst] = [0, true]
  const tooMany = (): void => {
    if (!isFirst) throw new OutOfRange(TOO_MANY)
    refuseRenewal(renewal, TOO_MANY)
    bySource.clear()
  }
  return {
    add({ payee, source, amount: unrounded }, amount, isLost = false) {
      if (renewal.refused !== undefined) return
      const part = { payee, amount, unrounded, isLost }
      const known = bySource.get(source)
      if (known) known.push(part)
      else bySource.set(source, [part])
      held += 1
      if (held > MOST_PARTS) tooMany()
    },
    keep(found, walk) {
      isFirst = false
      if (renewal.refused !== undefined) return
      for (let source = 0; source < compiler.field.there(); source++) sources.walked(source)
      renewal.steps.push((count) => {
        const again = [...sources.again(count)].filter((source) => source < compiler.field.there())
        const before = new Map<number, Exact>()
        const note = (payee: number): void => {
          if (!before.has(payee)) before.set(payee, found.amounts.get(payee))
        }
        for (const source of again) {
          const parts = bySource.get(source) ?? []
          for (const part of parts) {
            note(part.payee)
            found.takeBack(part)
          }
          held -= parts.length
          bySource.delete(source)
          sources.walked(source)
        }
        walk(again, ({ parts }) => {
          for (const { payee } of parts) note(payee)
        })
        renewal.include(
          [...before].flatMap(([payee, was]) =>
            compare(was, found.amounts.get(payee)) === 0 ? [] : [payee],
          ),
        )
      })
    },
  }
}

function sourcesOf(compiler: Compiler, bonus: Bonus): WalkedSources | undefined {
  const { renewal, plan, field } = compiler
  const isPlain = !bonus.legCap && !bonus.paysIn && isByEnd(plan) && !field.payeesChange
  if (!renewal || !isTeamBonus(bonus) || !isPlain) return undefined
  try {
    return walkedSources(compiler, renewal, bonus)
  } catch (error) {
    if (error instanceof NotCompiled) return undefined
    throw error
  }
}

/** Whether everybody is looked at as at the end of the period, whenever an order was placed. */
function isByEnd({ changes }: Plan): boolean {
  return !changes || [changes.orders, changes.upline, changes.payees].every((when) => when === 'at_end')
}

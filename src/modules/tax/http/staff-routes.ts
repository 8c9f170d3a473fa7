import { pageWindow } from '#shared/contract.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { hasRight, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { holdsAt } from '../domain/tax.ts'
import { findRates, rateKept, rulesKept, type KeptRate } from '../store/dated.ts'
import { beginRate, beginRule, callOffRate, callOffRule, endRate } from '../use-cases/keep-rates.ts'
import { marketOf } from '../use-cases/market-of.ts'
import { previewTax } from '../use-cases/preview-tax.ts'
import type { TaxDeps } from '../use-cases/tax-deps.ts'

const reads = { realms: ['staff'], right: 'tax.read', idempotency: 'safe' } as const

const list = route({
  ...reads,
  endpoint: contract.listTaxRates,
  summary: 'The rates of a market.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { market: code, page, rows, class: taxClass, country, when } = call.query
      const market = await marketFor(tx, call.viewer, { code, right: 'tax.read' })
      if (!market.ok) return market
      const atMs = await companyNow(tx)
      const window = pageWindow({ page, rows })
      const asked = { marketId: market.value.id, class: taxClass, country, when, atMs, ...window }
      const found = await findRates(tx, asked)
      return ok({ total: found.total, rows: found.rows.map((one) => shownRate(deps, one, atMs)) })
    }),
})

const begin = route({
  endpoint: contract.beginTaxRate,
  realms: ['staff'],
  right: 'tax.write',
  idempotency: 'key',
  summary: 'Begins a rate of a market with a day.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'tax.begin_rate', answer: contract.beginTaxRate.response },
      async (tx, about) => {
        const { market: code, postalFrom, postalUntil, ...rate } = call.body
        const market = await marketFor(tx, call.viewer, { code, right: 'tax.write' })
        if (!market.ok) return market
        const from = postalFrom ?? postalUntil
        const postal = from === undefined ? null : { from, until: postalUntil ?? from }
        const { country = null, region = null } = rate
        const begun = await beginRate(tx, about, {
          market: market.value,
          rate: { ...rate, country, region, postal },
        })
        return begun.ok ? ok({ rate: deps.ids.close('txr', begun.value.id) }) : begun
      },
    ),
})

const endOne = route({
  endpoint: contract.endTaxRate,
  realms: ['staff'],
  right: 'tax.write',
  idempotency: 'key',
  summary: 'Ends a rate with a day.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'tax.end_rate', answer: contract.endTaxRate.response },
      async (tx, about) => {
        const rate = await rateFor(deps, tx, call.viewer, call.params.rate)
        if (!rate.ok) return rate
        const done = await endRate(tx, about, { rate: rate.value, from: call.body.from })
        return done.ok ? ok({ rate: call.params.rate }) : done
      },
    ),
})

const callOff = route({
  endpoint: contract.callOffTaxRate,
  realms: ['staff'],
  right: 'tax.write',
  idempotency: 'natural',
  summary: 'Calls off a rate that did not begin yet.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'tax.call_off_rate' }, async (tx, about) => {
      const rate = await rateFor(deps, tx, call.viewer, call.params.rate)
      if (!rate.ok) return rate
      const done = await callOffRate(tx, about, rate.value)
      return done.ok ? ok({ rate: call.params.rate }) : done
    }),
})

const listRules = route({
  ...reads,
  endpoint: contract.listTaxRules,
  summary: 'How a market taxes, and since when.',
  handler: async (deps: PlatformDeps & TaxDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const asked = { code: call.query.market, right: 'tax.read' }
      const market = await marketFor(tx, call.viewer, asked)
      if (!market.ok) return market
      const atMs = await companyNow(tx)
      const rules = (await rulesKept(tx, market.value.id)).toReversed()
      return ok({
        rules: rules.map(({ id, fromMs, untilMs, codes, ...rule }) => ({
          ...rule,
          codes: { ...codes },
          rule: deps.ids.close('txu', id),
          from: fromMs,
          until: untilMs,
          when: whenOf({ fromMs, untilMs }, atMs),
        })),
        services: ['tables' as const, ...(deps.taxServices?.stripe ? ['stripe' as const] : [])],
      })
    }),
})

const beginOneRule = route({
  endpoint: contract.beginTaxRule,
  realms: ['staff'],
  right: 'tax.write',
  idempotency: 'key',
  summary: 'Says how a market taxes from a day on.',
  handler: async (deps: PlatformDeps & TaxDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'tax.begin_rule', answer: contract.beginTaxRule.response },
      async (tx, about) => {
        const { market: code, from, ...rule } = call.body
        const market = await marketFor(tx, call.viewer, { code, right: 'tax.write' })
        if (!market.ok) return market
        if (rule.source !== 'tables' && !deps.taxServices?.[rule.source])
          return refuse('tax.service_missing', {}, 'source')
        const begun = await beginRule(tx, about, { market: market.value, rule, from })
        return begun.ok ? ok({ rule: deps.ids.close('txu', begun.value) }) : begun
      },
    ),
})

const callOffOneRule = route({
  endpoint: contract.callOffTaxRule,
  realms: ['staff'],
  right: 'tax.write',
  idempotency: 'natural',
  summary: 'Calls off a rule that did not begin yet.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'tax.call_off_rule' }, async (tx, about) => {
      const asked = { code: call.query.market, right: 'tax.write' }
      const market = await marketFor(tx, call.viewer, asked)
      if (!market.ok) return market
      const id = deps.ids.open('txu', call.params.rule)
      if (id === undefined) return refuse('tax.rule_not_found')
      const done = await callOffRule(tx, about, { market: market.value, id })
      return done.ok ? ok({ rule: call.params.rule }) : done
    }),
})

const preview = route({
  endpoint: contract.previewTax,
  realms: ['staff'],
  right: 'tax.read',
  idempotency: 'natural',
  summary: 'What goods would be taxed with on a day at a place.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { market: code, day, items, ...place } = call.body
      const market = await marketFor(tx, call.viewer, { code, right: 'tax.read' })
      if (!market.ok) return market
      const { currency } = market.value
      const asked = items.map((item) => ({ taxClass: item.class, minor: item.amount }))
      const shown = await previewTax(deps, tx, { market: market.value, day, place, items: asked })
      if (!shown.ok) return shown
      const { taxed, asksRegion } = shown.value
      const money = (minor: bigint) => ({ minor, currency })
      const sum = items.reduce((all, { amount }) => all + amount, 0n)
      const tax = taxed.taxes.reduce((all, one) => all + one, 0n)
      return ok({
        currency,
        taxAdded: taxed.isAdded,
        items: items.map((item, at) => ({
          class: item.class,
          amount: money(item.amount),
          tax: money(taxed.taxes[at] ?? 0n),
        })),
        taxes: taxed.parts.map(({ name, ratePpm, netMinor, taxMinor }) => ({
          name,
          ratePpm,
          net: money(netMinor),
          tax: money(taxMinor),
        })),
        total: money(sum + (taxed.isAdded ? tax : 0n)),
        asksRegion,
      })
    }),
})

function marketFor(tx: Tx, viewer: Viewer, { code, right }: Readonly<{ code: string; right: string }>) {
  return marketOf(tx, code, ({ id }) => hasRight(viewer, right, id))
}

async function rateFor(
  deps: PlatformDeps,
  tx: Tx,
  viewer: Viewer,
  outside: string,
): Promise<Result<KeptRate>> {
  const id = deps.ids.open('txr', outside)
  const rate = id === undefined ? undefined : await rateKept(tx, id)
  return rate && hasRight(viewer, 'tax.write', rate.marketId) ? ok(rate) : refuse('tax.rate_not_found')
}

function shownRate(deps: PlatformDeps, rate: KeptRate, atMs: number) {
  const { id, class: taxClass, name = '', ratePpm, country, region, postal, fromMs, untilMs } = rate
  return {
    rate: deps.ids.close('txr', id),
    class: taxClass,
    name,
    ratePpm,
    country: country ?? null,
    region: region ?? null,
    postalFrom: postal?.from ?? null,
    postalUntil: postal?.until ?? null,
    from: fromMs,
    until: untilMs,
    when: whenOf({ fromMs, untilMs }, atMs),
  }
}

function whenOf(row: Readonly<{ fromMs: number; untilMs: number | null }>, atMs: number) {
  if (holdsAt(row, atMs)) return 'now' as const
  return row.fromMs > atMs ? ('coming' as const) : ('ended' as const)
}

export const staffRoutes = [list, begin, endOne, callOff, listRules, beginOneRule, callOffOneRule, preview]

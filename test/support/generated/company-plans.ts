import * as fc from 'fast-check'
import type { PayInput, PersonInput } from '#modules/compensation/domain/pay/pay-input.ts'
import { compiledPlans } from './compiled-plans.ts'

/** As a company gives them: codes ascend as people join, and everybody has a place before the beginning, if at all. */
export function asCompany(input: PayInput, isPlaced: boolean): PayInput {
  const codes = new Map(input.people.map(({ id }, at) => [id, `p${String(at).padStart(3, '0')}`]))
  const codeOf = (id: string): string => codes.get(id) ?? ''
  // The lines of an order are one order's.
  const sellerOf = new Map(input.lines.toReversed().map((line) => [line.orderId, line.sellerId]))
  const inCodes = (places: PersonInput['places']): PersonInput['places'] =>
    new Map(
      [...places].map(([tree, { parentId, side }]) => [
        tree,
        { parentId: parentId === undefined ? undefined : codeOf(parentId), side },
      ]),
    )
  return {
    ...input,
    trees: isPlaced ? input.trees : [],
    people: input.people.map((one) => ({
      ...one,
      id: codeOf(one.id),
      sponsorId: one.sponsorId === undefined ? undefined : codeOf(one.sponsorId),
      ownerId: one.ownerId === undefined ? undefined : codeOf(one.ownerId),
      places: isPlaced ? inCodes(one.places) : new Map(),
      attributes: new Map([['market', 'IE']]),
    })),
    lines: input.lines.map((line) => ({
      ...line,
      buyerId: codeOf(line.buyerId),
      sellerId: codeOf(sellerOf.get(line.orderId) ?? ''),
    })),
    state: input.state.map((row) => ({ ...row, personId: codeOf(row.personId) })),
    adjustments: input.adjustments.map((row) => ({ ...row, personId: codeOf(row.personId) })),
  }
}

/** Plans that take people as they are at the end, of which some read of single people what everybody has together. */
export const companyPlans = fc.tuple(compiledPlans, fc.integer({ min: 0, max: 3 })).map(([text, all]) =>
  text
    .replace('sum(everyone where active, PV)', all === 0 ? 'sum(everyone, PV)' : 'sum(team where active, PV)')
    .replace(
      '# nothing changes',
      'changes: {orders: at_end, upline: at_end, payees: at_end, suspended: {rank: as_earned, carry: by_bonus}, terminated: {rank: as_earned, carry: by_bonus}}',
    )
    .replace('payees: at_order', 'payees: at_end'),
)

const MORE_ACTIVE = [
  'count(previous 2 periods where PV >= 15) >= 1',
  'accumulated(group PV) >= 60',
  'sum(last 2 periods, PV) >= 50',
  'sum(purchases, amount) >= 20',
  'count(sales where buyer.PV >= 15) >= 1',
  'count(purchases where order number = 1) >= 1',
  'count(positions where PV >= 10) >= 2',
] as const

/** The same plans, of which some make active by what is asked of single people: their orders, earlier periods, other positions. */
export const askingPlans = fc
  .tuple(companyPlans, fc.option(fc.constantFrom(...MORE_ACTIVE), { nil: undefined, freq: 3 }))
  .map(([text, more]) =>
    more === undefined ? text : text.replace('active: PV >= 10', `active: PV >= 15 or ${more}`),
  )

/** The same over the sponsors alone, for a company without places. */
export const overSponsors = (text: string): string =>
  text
    .replaceAll('placement', 'sponsor')
    .replace(
      /kind: binary[^]*?(?=\n {2}\w|\nlimits|$)/,
      'kind: amount\n    amount: 2\n    qualified: active\n    rounding: half_up\n    rounded_per: person',
    )

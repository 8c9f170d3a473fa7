import { rulesOf } from '../dependencies.ts'
import type { Expression, Rule, ScopeItems } from '../expression.ts'
import { scopes } from '../functions.ts'
import type { Bonus, Plan } from '../plan.ts'
import { partsOf } from '../reads.ts'

/** An expression, the definition that it stands in, and whose names are known there. */
type Place = Readonly<{ inside: string; whose: string; expression: Expression }>

const ofItem = {
  people: 'the person who is looked at',
  orders: 'the order',
  lines: 'the line',
  parties: 'the party',
  periods: 'the person in that period',
} as const

function itemOf(items: ScopeItems): string {
  return ofItem[scopes[items].of]
}

/** Where a table is named, and whose names its rules have there: "of the payee in unilevel". */
export function tableUses(plan: Plan, table: string): readonly string[] {
  const found = placesOf(plan).flatMap(({ inside, whose, expression }) =>
    whoseIn(expression, table, whose).map((one) => `of ${one} in ${inside}`),
  )
  return [...new Set(found)]
}

function whoseIn(expression: Expression, table: string, whose: string): readonly string[] {
  const isNamed =
    (expression.node === 'table' || expression.node === 'marginal') && expression.table === table
  const inner = expression.node === 'aggregate' ? itemOf(expression.scope.items) : whose
  return [...(isNamed ? [whose] : []), ...partsOf(expression).flatMap((part) => whoseIn(part, table, inner))]
}

function placesOf(plan: Plan): readonly Place[] {
  const of = (inside: string, whose: string, rules: readonly (Rule | undefined)[]): Place[] =>
    rules.flatMap((rule) => (rule ? [{ inside, whose, expression: rule.expression }] : []))
  return [
    ...of('“paid”', 'the person', [plan.paid]),
    ...of('“active”', 'the person', [plan.active]),
    ...plan.volumes.flatMap((volume) =>
      volume.kind === 'personal'
        ? of(volume.name, 'the line', [volume.reads, volume.where])
        : of(volume.name, 'the person', [volume.until]),
    ),
    ...plan.ranks.flatMap(({ name, needs }) => of(name, 'the person', [needs])),
    ...plan.measures.flatMap(({ name, rule }) => of(name, 'the person', [rule])),
    ...plan.bonuses.flatMap((bonus) =>
      rulesOf(bonus).flatMap((rule) => of(bonus.name, whoseRule(bonus, rule), [rule])),
    ),
    ...plan.limits.flatMap(({ name, per, most }) =>
      of(name, per === 'company' ? COMPANY : 'the person', [most]),
    ),
  ]
}

const COMPANY = 'the company'

function whoseRule(bonus: Bonus, rule: Rule): string {
  if (rule === bonus.companyCap || (bonus.kind === 'pool' && isOfFund(bonus, rule))) return COMPANY
  const { qualified, unitValue, cap, legCap, paysIn } = bonus
  const isCommon = [qualified, unitValue, cap, legCap, paysIn].includes(rule)
  return bonus.kind === 'amount' && bonus.forEach && !isCommon ? itemOf(bonus.forEach.items) : 'the payee'
}

function isOfFund({ fund, divide }: Extract<Bonus, { kind: 'pool' }>, rule: Rule): boolean {
  return rule === fund || (divide.by === 'position' && divide.positions.some(({ share }) => share === rule))
}

import { child, listOf, oneOf, type PlanNode } from './node.ts'
import { rule, words, type Element } from './key.ts'
import { currenciesOf } from './currencies.ts'
import { plainReader, type KeyReader } from './keys.ts'
import type { PlanNames } from './names.ts'
import type { Limit } from './plan.ts'
import { readRule } from './read-rule.ts'

export const limitElement: Element = {
  name: 'limit',
  meaning:
    'A limit over several bonuses. Limits apply in the order of the list, after the caps of the bonuses.',
  keys: [
    { name: 'name', type: { is: 'text' }, required: true, meaning: 'Its name, for lines and statements.' },
    {
      name: 'bonuses',
      type: { is: 'bonuses or all' },
      required: true,
      meaning: 'The bonuses that share the limit, first paid first, or `all`.',
    },
    {
      name: 'per',
      type: words('person', 'owner', 'company'),
      required: true,
      meaning:
        'Whose limit it is: of each person, of all positions of an owner, or of the company, which scales everybody down in proportion. What is paid below zero makes room for what comes after it in the list.',
    },
    {
      name: 'most',
      type: rule('person', 'number'),
      required: true,
      meaning: 'The most in major units. With `per: company` it names constants, facts and company totals.',
    },
  ],
}

export function readLimit(node: PlanNode, names: PlanNames): Limit | undefined {
  const keys = plainReader(node, limitElement, names)
  if (!keys) return undefined
  const name = keys.text('name')
  const bonuses = keys.read('bonuses', (place) =>
    place.value === 'all' ? 'all' : listOf(oneOf('a bonus of this plan', [...names.bonuses]))(place),
  )
  const per = keys.word('per', ['person', 'owner', 'company'])
  const most =
    per === 'company'
      ? readRule(child(node, 'most'), names, { frame: 'company', item: false }, 'number')
      : keys.rule('most')
  if (bonuses) checkCurrencies(keys, bonuses === 'all' ? [...names.bonuses] : bonuses, names)
  return name && bonuses && per && most ? { name, bonuses, per, most } : undefined
}

/** Amounts in different currencies or units have no sum that a limit could look at. */
function checkCurrencies(keys: KeyReader, bonuses: readonly string[], names: PlanNames): void {
  const found = currenciesOf(names, bonuses)
  if (found.length > 1)
    keys.problem(
      'bonuses',
      `bonuses that pay in ${found.join(' and ')}`,
      'bonuses that pay in one currency or unit; a limit for each',
    )
}

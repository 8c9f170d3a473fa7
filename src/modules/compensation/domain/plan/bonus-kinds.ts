import { formatShort, parseDecimal } from '#shared/decimal.ts'
import { child, flag, mention, oneOf, onlyKeys, percent, text, VOLUME_PLACES, type PlanNode } from './node.ts'
import type { Bonus, UnitValue } from './plan.ts'
import { report, reportUnknown } from './problems.ts'
import type { BonusContext } from './read-plan.ts'

/** One kind of bonus: its keys for the reference, how it is read, and how it is said in a sentence. */
export type BonusKind = Readonly<{
  name: Bonus['kind']
  keys: Readonly<Record<string, string>>
  read: (node: PlanNode, name: string, context: BonusContext) => Bonus | undefined
}>

const commonKeys = {
  kind: 'The kind of bonus.',
  on: 'The personal volume that the rate is taken of.',
  unit_value: 'What one unit of that volume is worth, such as "1 INR".',
  needs_active: 'Whether only people are paid who meet the conditions under `active`.',
  rounding:
    'How the sum of a person is rounded to the minor unit: half_up (away from zero), half_even or down (toward zero).',
}

function readCommon(node: PlanNode, name: string, context: BonusContext) {
  const personal = context.volumes.filter((volume) => volume.kind === 'personal').map((volume) => volume.name)
  const on = mention('a volume that is read from orders', personal)(child(node, 'on'))
  const unitValue = readUnitValue(child(node, 'unit_value'), context.payUnits)
  const needsActive = flag(child(node, 'needs_active'))
  const rounding = oneOf('a rounding', ['half_up', 'half_even', 'down'])(child(node, 'rounding'))
  if (!on || !unitValue || needsActive === undefined || !rounding) return undefined
  return { name, version: 1, on, unitValue, needsActive, rounding }
}

function readUnitValue(node: PlanNode, payUnits: readonly string[]): UnitValue | undefined {
  const value = text(node)
  if (value === undefined) return undefined
  const [amountText = '', currency = ''] = value.split(/\s+/)
  const micro = parseDecimal(amountText, VOLUME_PLACES)
  if (typeof micro !== 'bigint' || micro < 0n) {
    report(node.problems, node.path, `"${value}"`, 'an amount and its currency, such as "1 INR"')
    return undefined
  }
  if (!payUnits.includes(currency)) {
    reportUnknown(
      node.problems,
      node.path,
      currency,
      'the currency of the plan or one of its units',
      payUnits,
    )
    return undefined
  }
  return { micro, currency }
}

const shareOfOwnVolume: BonusKind = {
  name: 'share_of_own_volume',
  keys: { ...commonKeys, rate: 'The percentage of the own volume that is paid.' },
  read(node, name, context) {
    onlyKeys(node, Object.keys(this.keys))
    const common = readCommon(node, name, context)
    const ratePpm = percent(child(node, 'rate'))
    return common && ratePpm !== undefined ? { kind: 'share_of_own_volume', ...common, ratePpm } : undefined
  },
}

const differential: BonusKind = {
  name: 'differential',
  keys: {
    ...commonKeys,
    tree: 'The tree whose legs are compared.',
    table: 'The table that gives each person a rate.',
    against:
      'What the own rate is compared with: first_line, the rate of the next paid person below; path_maximum, the highest rate paid below on the way to the order.',
    unqualified:
      'What happens to the share of somebody who may not be paid: pass_up, the next person above takes the difference; to_company, it is kept back.',
  },
  read(node, name, context) {
    onlyKeys(node, Object.keys(this.keys))
    const common = readCommon(node, name, context)
    const tree = text(child(node, 'tree'))
    const table = mention('a table of this plan', context.tables)(child(node, 'table'))
    const against = oneOf('what the own rate is compared with', ['first_line', 'path_maximum'])(
      child(node, 'against'),
    )
    const unqualified = oneOf('what happens to an unpaid share', ['pass_up', 'to_company'])(
      child(node, 'unqualified'),
    )
    if (!common || !tree || !table || !against || !unqualified) return undefined
    return { kind: 'differential', ...common, tree, table, against, unqualified }
  },
}

/** Every kind of bonus that a plan may name; the reader, the reference and the sentences follow this list. */
export const bonusKinds: readonly BonusKind[] = [shareOfOwnVolume, differential]

/** "1 INR" from its parsed form. */
export function unitValueText(value: UnitValue): string {
  return `${formatShort(value.micro, VOLUME_PLACES)} ${value.currency}`
}

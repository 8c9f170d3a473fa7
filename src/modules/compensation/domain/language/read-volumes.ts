import { child, isMap, mention, onlyKeys, oneOf, text, type PlanNode } from '../plan/node.ts'
import type { PlanNames } from './names.ts'
import type { GroupVolume, Volume } from './plan.ts'
import { readRule } from './read-rule.ts'

/** Reads a volume: one that is read from order lines, or the sum of one over a team. */
export function readVolume(
  node: PlanNode,
  name: string,
  root: PlanNode,
  names: PlanNames,
): Volume | undefined {
  if (isMap(node.value) && 'group_of' in node.value) return readGroup(node, name, root, names)
  if (!onlyKeys(node, ['reads', 'belongs_to', 'where', 'group_of'])) return undefined
  const reads = readRule(child(node, 'reads'), names, { frame: 'line', item: false }, 'number')
  const belongsTo = oneOf('the person whose volume it is', ['buyer', 'seller'])(child(node, 'belongs_to'))
  const place = child(node, 'where')
  const where =
    place.value === undefined
      ? undefined
      : readRule(place, names, { frame: 'line', item: false }, 'condition')
  if (!reads || !belongsTo || (place.value !== undefined && !where)) return undefined
  return { kind: 'personal', name, reads, belongsTo, where }
}

function readGroup(node: PlanNode, name: string, root: PlanNode, names: PlanNames): GroupVolume | undefined {
  onlyKeys(node, ['group_of', 'tree', 'own', 'until'])
  const all = child(root, 'volumes').value
  const personal = isMap(all) ? Object.keys(all).filter((other) => !groupIn(all[other])) : []
  const of = mention('a volume of this plan that is read from orders', personal)(child(node, 'group_of'))
  const tree = text(child(node, 'tree'))
  const own = oneOf('whether the own volume counts', ['included', 'excluded'])(child(node, 'own'))
  const place = child(node, 'until')
  const until =
    place.value === undefined
      ? undefined
      : readRule(place, names, { frame: 'person', item: false }, 'condition')
  if (!of || !tree || !own || (place.value !== undefined && !until)) return undefined
  return { kind: 'group', name, of, tree, own, until }
}

function groupIn(volume: unknown): boolean {
  return isMap(volume) && 'group_of' in volume
}

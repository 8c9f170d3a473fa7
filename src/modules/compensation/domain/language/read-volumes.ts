import { child, isMap, mention, type PlanNode } from './node.ts'
import { rule, words, type Element } from './key.ts'
import { plainReader } from './keys.ts'
import type { PlanNames } from './names.ts'
import type { GroupVolume, PersonalVolume, Volume } from './plan.ts'

export const personalVolumeElement: Element = {
  name: 'volume read from orders',
  meaning: 'A volume that is read from order lines and belongs to one person of the order.',
  keys: [
    {
      name: 'reads',
      type: rule('line', 'number'),
      required: true,
      meaning: 'What a line counts, such as `volume:PV`, `amount` or `volume:CV * 50 %`.',
      choice: [9],
    },
    {
      name: 'belongs_to',
      type: words('buyer', 'seller'),
      required: true,
      meaning:
        'Whose volume it is: `buyer` is who bought, `seller` who sold, or the buyer where no seller is named. Where neither is named, `without_owner` of the plan decides.',
    },
    {
      name: 'where',
      type: rule('line', 'condition'),
      required: false,
      without: 'every line',
      meaning: 'Which lines count.',
      choice: [9],
    },
  ],
}

export const groupVolumeElement: Element = {
  name: 'volume of a group',
  meaning: 'The sum of a volume that is read from orders over a team.',
  keys: [
    {
      name: 'group_of',
      type: { is: 'volume' },
      required: true,
      meaning: 'The volume that is summed.',
    },
    { name: 'tree', type: { is: 'tree' }, required: true, meaning: 'The tree of the team.' },
    {
      name: 'own',
      type: words('included', 'excluded'),
      required: true,
      meaning: 'Whether the own volume counts in the own group.',
      choice: [3],
    },
    {
      name: 'until',
      type: rule('person', 'condition'),
      required: false,
      without: 'the whole team',
      meaning:
        'People below for whom it holds, and all below them, are left out: `rank >= Silver` makes a personal group.',
      choice: [4],
    },
  ],
}

/** Reads a volume: one that is read from order lines, or the sum of one over a team. */
export function readVolume(
  node: PlanNode,
  name: string,
  root: PlanNode,
  names: PlanNames,
): Volume | undefined {
  return groupIn(node.value) ? readGroup(node, name, root, names) : readPersonal(node, name, names)
}

function readPersonal(node: PlanNode, name: string, names: PlanNames): PersonalVolume | undefined {
  const keys = plainReader(node, personalVolumeElement, names)
  if (!keys) return undefined
  const [reads, where] = [keys.rule('reads'), keys.rule('where')]
  const belongsTo = keys.word('belongs_to', ['buyer', 'seller'])
  if (!reads || !belongsTo || (keys.has('where') && !where)) return undefined
  return { kind: 'personal', name, reads, belongsTo, where }
}

function readGroup(node: PlanNode, name: string, root: PlanNode, names: PlanNames): GroupVolume | undefined {
  const keys = plainReader(node, groupVolumeElement, names)
  if (!keys) return undefined
  const all = child(root, 'volumes').value
  const personal = isMap(all) ? Object.keys(all).filter((other) => !groupIn(all[other])) : []
  const of = keys.read('group_of', mention('a volume of this plan that is read from orders', personal))
  const [tree, own] = [keys.text('tree'), keys.word('own', ['included', 'excluded'])]
  const until = keys.rule('until')
  if (!of || !tree || !own || (keys.has('until') && !until)) return undefined
  return { kind: 'group', name, of, tree, own, until }
}

function groupIn(volume: unknown): boolean {
  return isMap(volume) && 'group_of' in volume
}

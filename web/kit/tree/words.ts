import type { TFunction } from 'i18next'
import type { Health, MarkedPerson } from '../person-mark.tsx'
import { ringOf } from '../ring.ts'
import { vigourOf, type TreeItem, type TreeNode } from './geometry.ts'

type Shown = NonNullable<TreeNode['who']>

/** What a person of a tree is called: the name where it may be seen, else the number. */
export function nameOf(who: Readonly<{ name: string | null; code: string }>): string {
  return who.name ?? who.code
}

/** Whoever is about to lapse is told apart from those who are active, by colour and by word. */
function healthOf(who: Pick<Shown, 'status' | 'isLapsing'>): Health {
  if (who.status !== 'active') return 'inactive'
  return who.isLapsing === true ? 'lapsing' : 'active'
}

/** The mark of a person; without a rank it has no ring. */
export function markOf(who: Shown): MarkedPerson {
  return {
    name: nameOf(who),
    health: healthOf(who),
    rank: ringOf(who.rank?.place, who.rank?.of),
    rankName: who.rank?.name,
  }
}

/** What a screen reader says of an item: who it is with rank, health and branch, or how many more there are and about to lapse. */
export function itemWords(t: TFunction, { node, isRest }: TreeItem): string {
  const { who } = node
  const name = who ? nameOf(who) : t('kit.tree.gone')
  if (isRest && node.rest) {
    const vigour = t(`kit.tree.vigour.${vigourOf(node.rest)}`)
    const { people, lapsing } = node.rest
    return [
      t('kit.tree.restOf', { count: people, name, vigour }),
      ...(lapsing === null || lapsing === 0 ? [] : [t('kit.tree.lapsing', { count: lapsing })]),
    ].join(', ')
  }
  return [
    name,
    ...(who?.rank ? [who.rank.name] : []),
    ...(who ? [t(`kit.mark.${healthOf(who)}`)] : []),
    ...(who?.isNew === true ? [t('kit.tree.new')] : []),
    t('kit.tree.below', { count: node.people }),
    ...(node.people > 0 ? [t(`kit.tree.vigour.${vigourOf(node)}`)] : []),
  ].join(', ')
}

import { useTranslation } from 'react-i18next'
import type { Health, MarkedPerson } from '../person-mark.tsx'
import { ringOf } from '../ring.ts'
import { vigourOf, type TreeItem, type TreeNode } from './geometry.ts'

type Shown = NonNullable<TreeNode['who']>

/** What a person of a tree is called: the name where it may be seen, else the number. */
export function nameOf(who: Readonly<{ name: string | null; code: string }>): string {
  return who.name ?? who.code
}

/** The mark of a person. Ranks are of the open month: of an earlier day they are not known, and the mark has no ring. */
export function markOf(who: Shown, isNow: boolean): MarkedPerson {
  const health: Health = who.status === 'active' ? 'active' : 'inactive'
  return {
    name: nameOf(who),
    health,
    ...(isNow ? { rank: ringOf(who.rank?.place, who.rank?.of), rankName: who.rank?.name } : {}),
  }
}

/** What a screen reader says of an item: who it is with rank, health and branch, or how many more there are. */
export function useItemWords(): (item: TreeItem) => string {
  const { t } = useTranslation()
  return ({ node, isRest }) => {
    const { who } = node
    const name = who ? nameOf(who) : t('kit.tree.gone')
    if (isRest && node.rest) {
      const vigour = t(`kit.tree.vigour.${vigourOf(node.rest)}`)
      return t('kit.tree.restOf', { count: node.rest.people, name, vigour })
    }
    return [
      name,
      ...(who?.rank ? [who.rank.name] : []),
      ...(who ? [t(`kit.mark.${who.status === 'active' ? 'active' : 'inactive'}`)] : []),
      ...(who?.isNew === true ? [t('kit.tree.new')] : []),
      t('kit.tree.below', { count: node.people }),
      ...(node.people > 0 ? [t(`kit.tree.vigour.${vigourOf(node)}`)] : []),
    ].join(', ')
  }
}

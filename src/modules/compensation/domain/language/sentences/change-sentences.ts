import type { HeldBack, Plan } from '../plan.ts'
import { sentence } from './parts.ts'

const rankWords: Readonly<Record<HeldBack['rank'], string>> = {
  as_earned: 'has the rank that is earned, as everybody',
  frozen: 'keeps the rank of the period before',
  dropped: 'has no rank',
}

const carryWords: Readonly<Record<HeldBack['carry'], string>> = {
  by_bonus: 'carried volume goes by each bonus',
  frozen: 'carried volume stays as it is and grows by nothing',
  dropped: 'carried volume is lost, with what arrives',
}

/** What a change of kind, status or place inside a period does. */
export function changeSentences({ changes }: Plan): readonly string[] {
  if (!changes)
    return ['A period in which a kind, a status or a place changes is refused: the plan does not rule it.']
  const { orders, upline, payees } = changes
  return [
    `Rules of an order see kind and status of buyer and seller ${orders === 'at_order' ? 'at the order' : 'at the end of the period'}`,
    `The volume of an order goes up by the places ${upline === 'at_order' ? 'at the order' : 'at the end of the period'}`,
    payees === 'at_order'
      ? 'Who is paid on an order and takes a level goes by kind and status at the order, and who joined after it is not paid by it'
      : 'Who is paid and takes a level goes by kind and status at the end of the period',
    ...(['suspended', 'terminated'] as const).map(
      (status) => `Who is ${status} ${rankWords[changes[status].rank]}; ${carryWords[changes[status].carry]}`,
    ),
  ].map(sentence)
}

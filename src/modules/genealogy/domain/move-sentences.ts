import type { MessageCatalogue } from '#shared/message.ts'

/** Why a move is not asked for, not decided or not done. */
export const moveSentences: MessageCatalogue = {
  'genealogy.move.not_found': 'There is no such move.',
  'genealogy.move.decided': 'This move was decided already ({state}).',
  'genealogy.move.second_person': 'You asked for this move, so somebody else decides it.',
  'genealogy.move.not_yours': 'Somebody else asked for this move. You can reject it.',
  'genealogy.move.nowhere': 'This person has no place in this tree.',
  'genealogy.move.top': 'This person stands at the top of the tree and cannot be moved.',
  'genealogy.move.later': 'A move begins now or at an earlier moment, not later.',
  'genealogy.move.circle':
    'This person would stand below itself: the new place is in the own team, or was since then. Choose somebody outside the team.',
  'genealogy.move.same': 'This person stands there already.',
  'genealogy.move.parent_nowhere': 'Nobody with this number stands in this tree.',
  'genealogy.move.too_early':
    'This move can begin at {earliest} at the earliest: before that, one of those whom it is about stood elsewhere or was not there.',
  'genealogy.move.merged':
    'This position was merged into another one and cannot be moved, nor anybody under it.',
  'genealogy.merge.same': 'A position cannot be merged into itself. Choose another one.',
  'genealogy.merge.gone': '{code} was merged into another position already.',
  'genealogy.merge.sellers': 'Only a distributor is merged, and into an active one.',
  'genealogy.merge.main':
    '{code} is the main position of somebody with several: it stays. Merge the other one into it, or transfer that first.',
  'genealogy.merge.owners':
    'The two positions belong to two people. Transfer one of them first, then it can be merged.',
  'genealogy.merge.circle':
    'The position that stays was in a team below since then, so that somebody would stand below itself. Choose a later day.',
  'genealogy.move.several_below':
    'Several people stand directly below, and the place that becomes free has room for one. Move the person with the team.',
}

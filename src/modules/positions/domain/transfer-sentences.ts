import type { MessageCatalogue } from '#shared/message.ts'

/** Why a transfer is not asked for, not decided or not done. */
export const transferSentences: MessageCatalogue = {
  'positions.transfer.not_found': 'There is no such transfer.',
  'positions.transfer.decided': 'This transfer was decided already ({state}).',
  'positions.transfer.second_person': 'You asked for this transfer, so somebody else decides it.',
  'positions.transfer.not_yours': 'Somebody else asked for this transfer. You can reject it.',
  'positions.transfer.no_position':
    'Only a position of a distributor is transferred, who did not leave and was not merged.',
  'positions.transfer.changed': 'The position has changed hands since this was asked for. Ask anew.',
  'positions.transfer.others_first':
    'This is the main position of somebody with several. Transfer or merge the others first.',
  'positions.transfer.nobody':
    'Nobody active has this number. The new owner joins first, as a customer at least.',
  'positions.transfer.same': 'The position is this person’s already. Choose somebody else.',
  'positions.transfer.later': 'A transfer begins now or at an earlier moment, not later.',
  'positions.transfer.too_early':
    'This transfer can begin at {earliest} at the earliest: what was earned before that is being paid to whoever had it.',
  'positions.transfer.reserved':
    'Money of this wallet is on its way out. Wait until that is settled, and ask again.',
  'positions.transfer.most':
    'The rule of the company allows {most} for one person, and the new owner has so many. Change the rule in the settings first.',
  'positions.transfer.no_email':
    'The new owner has no e-mail address to sign in to the office by. Enter one first.',
  'positions.transfer.login_taken': 'Another distributor signs in with the e-mail address of the new owner.',
  'positions.transfer.papers': 'An inheritance needs to name the papers that show it.',
}

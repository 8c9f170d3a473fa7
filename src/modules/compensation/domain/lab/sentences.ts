import type { MessageCatalogue } from '#shared/message.ts'

/** What is said of experiments that cannot be begun, and of plans that cannot be published from them. */
export const labSentences: MessageCatalogue = {
  'pay.lab.no_plan': 'The company has no plan yet, so there is nothing to change.',
  'pay.lab.no_months': 'No month is accepted yet. An experiment replays accepted months.',
  'pay.lab.text': 'The text is no plan that can be tried. Line {line}: {problem}',
  'pay.lab.not_found': 'There is no such experiment.',
  'pay.lab.over': 'This experiment is over already.',
  'pay.lab.not_done': 'Only the plan of an experiment that is done can be published.',
  'pay.lab.plan_changed':
    'Version {version} of the plan was published since this experiment began. Run it again against that one.',
  'pay.lab.first_of_month': 'A plan takes effect with a month: name the first day of one.',
  'pay.lab.in_the_past': 'That day is not in the future. Name the first day of a later month.',
  'pay.lab.before_base': 'The plan before it takes effect on {effective}. Name a later month.',
  'pay.lab.no_place':
    'Number and day cannot be put into the text: it needs "version:" and "effective:" on lines of their own.',
  'pay.lab.asked_already': 'This plan was asked for already.',
  'pay.lab.no_request': 'Nobody asked to publish this plan.',
  'pay.lab.decided': 'This was decided already ({state}).',
  'pay.lab.asked_by_you': 'You asked for this plan, so somebody else decides it.',
  'pay.lab.not_yours': 'Somebody else asked for this plan, so only they can withdraw it.',
}

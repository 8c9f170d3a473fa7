import type { ModuleDefinition } from '#platform/module/module.ts'
import { adjustmentSentences } from './domain/adjustment-sentences.ts'
import { labSentences } from './domain/lab/sentences.ts'
import { adjustmentRoutes } from './http/adjustment-routes.ts'
import { consoleRoutes } from './http/console-routes.ts'
import { labRoutes } from './http/lab-routes.ts'
import { moveEffectRoutes } from './http/move-routes.ts'
import { officeRoutes } from './http/office-routes.ts'
import { planRequestRoutes } from './http/plan-request-routes.ts'
import { thenRoutes } from './http/then-routes.ts'
import { closeTask } from './tasks/close.ts'
import { labTask } from './tasks/lab.ts'
import { previewsConsumer, previewTasks, stampKnownConsumer } from './tasks/previews.ts'
import { closeGraceHours } from './use-cases/start-close.ts'
import type { CloseDeps, PayDeps } from './use-cases/pay-deps.ts'

export const compensationModule: ModuleDefinition<PayDeps & CloseDeps> = {
  name: 'compensation',
  rights: {
    'pay.read': 'See periods, runs, results, plans and explanations of pay',
    'pay.close': 'Begin to close a period',
    'pay.accept': 'Accept the results of a close that somebody else began',
    'pay.adjust': 'Ask for adjustments of pay by hand',
    'pay.approve_adjustment': 'Approve or reject an adjustment of pay that somebody else asked for',
    'pay.try_plan': 'Try changed plans in the lab, and ask for one of them to be published',
    'pay.publish_plan': 'Publish or reject a plan that somebody else asked for',
  },
  messages: {
    ...adjustmentSentences,
    ...labSentences,
    'pay.no_person': 'This account belongs to nobody in the field.',
    'pay.person_unknown': 'Nobody has the number {person}.',
    'pay.period_unknown': '"{period}" is no period of this company. Months are named like 2026-10.',
    'pay.period_goes_on': '{period} has not ended yet. Orders of it can still come in.',
    'pay.grace_goes_on':
      '{period} has ended, and orders of it can be reported for {hours} hours more. It can be closed after that.',
    'pay.close_conflict': 'The close of {period} is under way or done ({state}).',
    'pay.earlier_open': '{earlier} has to be accepted before {period} can be closed.',
    'pay.no_plan': 'No plan is in effect at the start of {period}.',
    'pay.other_results':
      'The results of {period} are no longer the ones that you looked at. Look at them again.',
    'pay.not_in_review': 'There is nothing to accept in {period} yet ({state}).',
    'pay.not_accepted': '{period} is not accepted yet: what comes in late is paid by a delta after that.',
    'pay.second_person': 'You began this close, so somebody else accepts {period}.',
    'pay.no_figures': 'There are no figures of {period} for this person.',
    'pay.figures_loading':
      'The figures of {period} are being loaded, {percent} % is done. Ask again in a moment.',
    'pay.nothing_to_explain': 'There is no bonus "{bonus}" of this person in {period}.',
    'pay.no_preview': 'Nothing is known here of what this would change.',
    'pay.then_later': 'That lies in the future. Choose an earlier moment.',
    'pay.no_statement': 'There is no accepted statement of {period} for you.',
    'pay.no_results': 'There are no results of {period} yet.',
  },
  settings: [closeGraceHours],
  routes: [
    ...officeRoutes,
    ...consoleRoutes,
    ...moveEffectRoutes,
    ...adjustmentRoutes,
    ...labRoutes,
    ...planRequestRoutes,
    ...thenRoutes,
  ],
  tasks: [closeTask, ...previewTasks, labTask],
  consumers: [previewsConsumer, stampKnownConsumer],
}

import type { Plan } from '../plan.ts'
import { givenPay } from '../plan-reads.ts'
import { bonusSection } from './bonus-sentences.ts'
import { changeSentences } from './change-sentences.ts'
import { listed, type Section } from './parts.ts'
import {
  activeSentence,
  headSection,
  limitSentence,
  measureSentences,
  rankSentences,
  returnSentences,
  tableSentences,
  volumeSentences,
} from './plan-parts.ts'

/** A plan in plain sentences, as a manual for distributors would say it. */
export function planSentences(plan: Plan): readonly Section[] {
  const given = [...givenPay(plan)]
  const sections: readonly Section[] = [
    headSection(plan),
    { title: 'Volumes', sentences: volumeSentences(plan.volumes) },
    { title: 'Tables', sentences: tableSentences(plan) },
    { title: 'Activity', sentences: [activeSentence(plan)] },
    { title: 'Ranks', sentences: rankSentences(plan) },
    { title: 'Measures', sentences: measureSentences(plan) },
    ...plan.bonuses.map((bonus) => bonusSection(bonus, plan)),
    { title: 'Limits', sentences: plan.limits.map(limitSentence) },
    { title: 'Returns', sentences: returnSentences(plan) },
    { title: 'Changes inside a period', sentences: changeSentences(plan) },
    {
      title: 'Given pay',
      sentences: given.length === 0 ? [] : [`The plan reads ${listed(given)}, which earned.csv gives.`],
    },
  ]
  return sections.filter(({ sentences }) => sentences.length > 0)
}

import { useTranslation } from 'react-i18next'
import { issueSentence } from '#kit/issue-sentence.ts'
import type { Refused } from '../form-data.ts'

/** Gives the sentence for a field that did not pass, or nothing. */
export function useProblem(refused: Refused | undefined): (field: string) => string | undefined {
  const { t } = useTranslation()
  return (field) => {
    const problem = refused?.problems[field]
    if (!problem) return undefined
    return 'sentence' in problem ? problem.sentence : issueSentence(t, problem.issue, refused?.typed[field])
  }
}

import { showCompany } from '#modules/company/contract.ts'
import { useAnswer } from '#kit/answers.tsx'

/** The company that the office belongs to: its name, and whether it is a demonstration. */
export function useCompany() {
  return useAnswer(showCompany, {})
}

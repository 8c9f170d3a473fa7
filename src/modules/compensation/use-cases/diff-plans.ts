import { readYaml } from '#platform/text-files/yaml-source.ts'
import { planDifference, type Difference } from '../domain/language/difference.ts'
import { isMap } from '../domain/plan/node.ts'
import { isFirstLanguage, readPayPlanText, readPlanText } from './read-plan-text.ts'
import { RunFilesError } from './run-error.ts'

type PlanSource = Readonly<{ text: string; file: string }>

/**
 * What a new version of a plan changes. Both must be plans without mistakes, of one name and one language; what cannot be
 * compared is a RunFilesError that says why, or the PlanTextError of the plan that cannot be read.
 */
export function diffPlans(before: PlanSource, after: PlanSource): readonly Difference[] {
  for (const { text, file } of [before, after])
    if (isFirstLanguage(text)) readPlanText(text, file)
    else readPayPlanText(text, file)
  const [old, young] = [readYaml(before.text).document, readYaml(after.text).document]
  const refused = [
    unlike('openfield', 'the language version', old, young),
    unlike('plan', 'the name', old, young),
  ].filter((line) => line !== undefined)
  if (refused.length > 0) throw new RunFilesError(refused)
  const found = planDifference(old, young)
  const sameVersion = found.length > 0 && !found.some(({ path }) => path === 'version')
  if (sameVersion)
    throw new RunFilesError([
      `${after.file}, version: found ${valueOf('version', young)} again although the plan changed, expected a new version: a stored version never changes`,
    ])
  return found
}

function unlike(key: string, what: string, old: unknown, young: unknown): string | undefined {
  const [a, b] = [valueOf(key, old), valueOf(key, young)]
  return a === b ? undefined : `${key}: found ${a} and ${b}, expected ${what} to be the same in both`
}

function valueOf(key: string, document: unknown): string {
  return isMap(document) ? String(document[key]) : ''
}

import { readYaml } from '#platform/text-files/yaml-source.ts'
import { planDifference, type Difference } from '../domain/language/difference.ts'
import { isMap } from '../domain/language/node.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { RunFilesError } from './run-error.ts'

type PlanSource = Readonly<{ text: string; file: string }>

/**
 * What a new version of a plan changes. Both must be plans without mistakes, of one name and one language; what cannot be
 * compared is a RunFilesError that says why, or the PlanTextError of the plan that cannot be read.
 */
export function diffPlans(before: PlanSource, after: PlanSource): readonly Difference[] {
  const [old, young] = [readYaml(before.text).document, readYaml(after.text).document]
  // What holds for one language is a mistake in the other, so this is told first.
  refuseUnlike('openfield', 'the language version', old, young)
  for (const { text, file } of [before, after]) readPayPlanText(text, file)
  refuseUnlike('plan', 'the name', old, young)
  const found = planDifference(old, young)
  const [changed] = found
  if (changed && !found.some(({ path }) => path === 'version'))
    throw new RunFilesError([
      `${after.file}, version: found ${valueOf('version', young)} again although ${changed.path} changed, expected a new version: a stored version never changes`,
    ])
  return found
}

function refuseUnlike(key: string, what: string, old: unknown, young: unknown): void {
  const [a, b] = [valueOf(key, old), valueOf(key, young)]
  if (a === undefined || b === undefined || a === b) return
  throw new RunFilesError([`${key}: found ${a} and ${b}, expected ${what} to be the same in both`])
}

function valueOf(key: string, document: unknown): string | undefined {
  const value = isMap(document) ? document[key] : undefined
  return typeof value === 'string' ? value : undefined
}

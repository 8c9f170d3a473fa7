import { readYaml } from '#platform/text-files/yaml-source.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { planDifference, type Difference } from '../domain/language/difference.ts'
import type { Plan } from '../domain/language/plan.ts'
import { problemLine } from '../domain/language/problems.ts'
import { readPlan } from '../domain/language/read-plan.ts'

/** What is wrong with a text, at its line; the path is '' where the text itself is no YAML. */
export type TextProblem = Readonly<{ line: number; path: string; problem: string }>

/** What must be the same in a changed plan, by the names in the text and in what is read. */
const SAME = [
  ['plan', 'name'],
  ['time_zone', 'timeZone'],
  ['currency', 'currency'],
  ['calendar', 'calendar'],
] as const

/** So many mistakes are told; whoever mends these sees the others. */
const TOLD_MOST = 100

type LabPlan = Readonly<{ plan: Plan }> | Readonly<{ problems: readonly TextProblem[] }>

/** A changed plan that can be held against another one, or what is wrong with its text. */
export function readLabPlan(text: string, base: Plan): LabPlan {
  try {
    return readText(text, base)
  } catch (error) {
    // Rules that lie in one another without end leave the reader no room; whoever wrote them hears of it.
    if (!(error instanceof RangeError)) throw error
    const problem =
      'found rules that lie in one another too deep, expected fewer parentheses and words before them.'
    return { problems: [{ line: 1, path: '', problem }] }
  }
}

function readText(text: string, base: Plan): LabPlan {
  const yaml = readYaml(text)
  if (yaml.errors.length > 0)
    return {
      problems: yaml.errors.slice(0, TOLD_MOST).map(({ line, found, expected }) => ({
        line,
        path: '',
        problem: `found ${found}, expected ${expected}.`,
      })),
    }
  const lineOf = (path: string): number => yaml.lineOf(path) ?? 1
  const read = readPlan(yaml.document)
  if ('problems' in read)
    return {
      problems: read.problems.slice(0, TOLD_MOST).map((one) => ({
        line: lineOf(one.path),
        path: one.path,
        problem: problemLine(one).slice(`${one.path}: `.length),
      })),
    }
  const unlike = SAME.filter(([, key]) => read.plan[key] !== base[key]).map(([path, key]) => ({
    line: lineOf(path),
    path,
    problem: `found ${read.plan[key]}, expected ${base[key]}, as the plan in force says.`,
  }))
  return unlike.length > 0 ? { problems: unlike } : { plan: read.plan }
}

/** What a changed plan says otherwise; its number and day are given when it is published. */
export function labDifference(before: string, after: string): readonly Difference[] {
  return planDifference(readYaml(before).document, readYaml(after).document).filter(
    ({ path }) => path !== 'version' && path !== 'effective',
  )
}

/**
 * The text as a version with a number and a day, all else as it was written. Refused as `pay.lab.no_place` where the text does not
 * have both on lines of their own.
 */
export function asVersion(
  text: string,
  of: Readonly<{ version: number; effective: string; base: Plan }>,
): Result<string> {
  const set = text
    .replace(/^version[ \t]*:.*$/m, `version: ${of.version}`)
    .replace(/^effective[ \t]*:.*$/m, `effective: ${of.effective}`)
  const read = readLabPlan(set, of.base)
  const isSet = 'plan' in read && read.plan.version === of.version && read.plan.effective === of.effective
  return isSet ? ok(set) : refuse('pay.lab.no_place')
}

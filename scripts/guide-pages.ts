import { filesGuide } from '#modules/compensation/domain/files/files-guide.ts'
import { planReference } from '#modules/compensation/domain/language/reference/plan-reference.ts'
import { planSchema } from '#modules/compensation/domain/language/reference/plan-schema.ts'

/** The generated pages of docs by their paths in it. */
export function guides(): Readonly<Record<string, string>> {
  return {
    'guide/files.md': filesGuide(),
    'guide/plan-reference.md': planReference(),
    'plan.schema.json': `${JSON.stringify(planSchema(), null, 2)}\n`,
  }
}

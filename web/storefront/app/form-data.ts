import type { z } from 'zod'
import { ApiRefusal } from '#kit/api.ts'

/** A problem of a field as the page shows it: the check that failed, or the server's sentence. */
export type FieldProblem = Readonly<{ issue: z.core.$ZodIssue } | { sentence: string }>

/** What an action gives back when it did not go through: what was typed, and what is wrong with it. */
export type Refused = Readonly<{
  typed: Readonly<Record<string, string>>
  problems: Readonly<Record<string, FieldProblem>>
  failure: string | undefined
}>

/** The texts of a form; files have no place in the shop. */
export async function formTexts(request: Request): Promise<Readonly<Record<string, string>>> {
  const form = await request.formData()
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  )
}

/** Problems of a parse by field: `delivery.city` for nested ones. The first of a field counts. */
export function problemsOf(error: z.ZodError): Readonly<Record<string, FieldProblem>> {
  const found: Record<string, FieldProblem> = {}
  for (const issue of error.issues) found[issue.path.join('.')] ??= { issue }
  return found
}

/** A refusal of the server as problems: at its field when the form has it, else above the button. */
export function refusedBy(
  error: unknown,
  typed: Readonly<Record<string, string>>,
  fields: readonly string[],
): Refused {
  if (!(error instanceof ApiRefusal)) throw error
  if (error.field !== undefined && fields.includes(error.field)) {
    return { typed, problems: { [error.field]: { sentence: error.message } }, failure: undefined }
  }
  return { typed, problems: {}, failure: error.message }
}

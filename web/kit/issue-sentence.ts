import type { TFunction } from 'i18next'
import type { z } from 'zod'

/** The sentence for a check that failed, from the kind of check and what was typed. */
export function issueSentence(t: TFunction, issue: z.core.$ZodIssue, value: unknown): string {
  if (value === '' || value === undefined) return t('kit.form.required')
  if (issue.code === 'too_small' && issue.origin === 'string') {
    return t('kit.form.tooShort', { count: Number(issue.minimum) })
  }
  if (issue.code === 'too_big' && issue.origin === 'string') {
    return t('kit.form.tooLong', { count: Number(issue.maximum) })
  }
  if (issue.code === 'too_small') return t('kit.form.tooSmall', { count: Number(issue.minimum) })
  if (issue.code === 'too_big') return t('kit.form.tooBig', { count: Number(issue.maximum) })
  if (issue.code === 'invalid_format' && issue.format === 'email') return t('kit.form.email')
  if (issue.code === 'invalid_value') return t('kit.form.choose')
  return t('kit.form.format')
}

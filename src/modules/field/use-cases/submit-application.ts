import { settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { currentAgreement } from '../store/agreements.ts'
import { addApplication } from '../store/applications.ts'
import { publicFace } from '../store/people.ts'

/** Whether applications are approved without anybody looking at them. */
export const autoApprove: SettingDefinition<boolean> = {
  name: 'field.auto_approve',
  label: 'Applications are approved by a rule',
  kind: 'yes_no',
  read: (stored) => (typeof stored === 'boolean' ? stored : undefined),
  fallback: false,
}

export const DECIDE_TASK = 'field.decide_by_rule'

export type Submission = Readonly<{
  sponsorId: bigint
  givenName: string
  familyName: string
  email: string
  phone: string | null
  language: string
  acceptedAgreement: number | null
  passwordHash: string
}>

/**
 * Keeps an application until it is decided; gives its id. Nothing in the answer, nor in its time, tells whether the
 * e-mail address is known: a rule decides later and apart. Refused as `field.invite.not_found` or
 * `field.agreement_changed`.
 */
export async function submitApplication(tx: Tx, input: Submission): Promise<Result<bigint>> {
  const sponsor = await publicFace(tx, input.sponsorId)
  if (!sponsor) return refuse('field.invite.not_found')
  const agreement = await currentAgreement(tx, input.language)
  if ((agreement?.version ?? null) !== input.acceptedAgreement)
    return refuse('field.agreement_changed', {}, 'acceptedAgreement')
  const now = await companyNow(tx)
  const { givenName, familyName, email, phone, language, passwordHash } = input
  const id = await addApplication(tx, {
    sponsorId: sponsor.personId,
    marketId: sponsor.marketId,
    givenName,
    familyName,
    email,
    phone,
    language,
    passwordHash,
    agreementVersion: input.acceptedAgreement,
    submittedAt: new Date(now),
  })
  const place = { marketId: sponsor.marketId, day: new Date(now).toISOString().slice(0, 10) }
  if (await settingAt(tx, autoApprove, place)) await addJob(tx, DECIDE_TASK, { applicationId: id.toString() })
  return ok(id)
}

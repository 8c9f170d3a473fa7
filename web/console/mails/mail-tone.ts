import type { z } from 'zod'
import type { mailState } from '#modules/messaging/contract.ts'

const TONES = { waiting: 'plain', sent: 'good', failed: 'harm', unknown: 'warn' } as const

/** How the state of a mail is marked. */
export function mailTone(state: z.output<typeof mailState>) {
  return TONES[state]
}

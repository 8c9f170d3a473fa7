import { z } from 'zod'
import { integer } from '#shared/contract.ts'

/** The events about corrections by hand, version 1: one was asked for, and one is done. */
export const ADJUSTMENT_REQUESTED = 'compensation.adjustment_requested'
export const ADJUSTED = 'compensation.adjusted'

export const adjustmentTold = z.object({ adjustmentId: integer })

/** The event about an accepted close or delta, version 1. */
export const PERIOD_ACCEPTED = 'compensation.period_accepted'

/** Who writes to corrections and accepted runs when they became known. */
export const PAY_KNOWN = 'compensation.adjustments_known'

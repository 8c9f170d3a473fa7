import { z } from 'zod'
import { integer } from '#shared/contract.ts'

/** The events about corrections by hand, version 1: one was asked for, and one is done. */
export const ADJUSTMENT_REQUESTED = 'compensation.adjustment_requested'
export const ADJUSTED = 'compensation.adjusted'

export const adjustmentTold = z.object({ adjustmentId: integer })

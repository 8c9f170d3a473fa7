import type { TFunction } from 'i18next'
import type { Tone } from '#kit/figures.tsx'
import type { Health } from '#kit/person-mark.tsx'

/** How a person's standing is drawn: active people full, others hollow. */
export function healthOf(status: 'active' | 'inactive' | 'suspended' | 'terminated'): Health {
  return status === 'active' ? 'active' : 'inactive'
}

const tones: Readonly<Record<string, Tone>> = {
  active: 'good',
  approved: 'good',
  accepted: 'good',
  posted: 'good',
  placed: 'good',
  sent: 'good',
  partly_sent: 'warn',
  returned: 'harm',
  draft: 'plain',
  paused: 'warn',
  done: 'good',
  waiting: 'warn',
  requested: 'warn',
  invited: 'warn',
  review: 'warn',
  pending: 'warn',
  partly_paid: 'warn',
  paid: 'good',
  succeeded: 'good',
  created: 'warn',
  unknown: 'warn',
  failed: 'harm',
  refused: 'harm',
  rejected: 'harm',
  cancelled: 'harm',
  suspended: 'harm',
  blocked: 'harm',
}

/** The tint of a state; the word beside it carries the meaning. */
export function toneOf(state: string): Tone {
  return tones[state] ?? 'plain'
}

/** The tint of how an order is paid: what is open of an order waits for somebody. */
export function payTone(state: string): Tone {
  return state === 'open' ? 'warn' : toneOf(state)
}

/** Options of a filter whose words stand in the catalogue under `prefix`. */
export function options(t: TFunction, prefix: string, values: readonly string[]) {
  return values.map((value) => ({ value, label: t(`${prefix}.${value}`) }))
}

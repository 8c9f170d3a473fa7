import { formatMessage, type MessageCatalogue } from '#shared/message.ts'
import type { Refusal } from '#shared/refusal.ts'

/** The sentences of the refusals that every route may give. */
export const platformMessages: MessageCatalogue = {
  not_found: 'This does not exist, or you may not see it.',
  sign_in_needed: 'Sign in first.',
  forbidden: 'Your account does not have the right "{right}".',
  too_many_requests: 'Too many requests. Wait {seconds} seconds and try again.',
  other_origin: 'The request came from another site and was not carried out.',
  'input.missing': '"{field}" is missing.',
  'input.invalid': '"{field}" is not as expected: {detail}.',
  'input.unreadable': 'The request could not be read: {detail}.',
  'input.too_large': 'The request is too large.',
  'idempotency.key_needed': 'Send an Idempotency-Key header of 8 to 100 visible characters.',
  'idempotency.conflict': 'This Idempotency-Key was already used with other content. Nothing was changed.',
  'image.unreadable':
    'This file is no picture that can be read. Nothing was added; export it again as JPEG or PNG.',
  'image.type': 'A picture of the type {type} is not taken. Send JPEG, PNG, WebP, AVIF or TIFF.',
  'image.small': 'The picture is only {width} pixels wide; it needs {least}.',
  'image.pixels': 'The picture has more than {most} million pixels. Send a smaller one.',
  busy: 'Too much is being asked at this moment. Nothing was saved. Try again in {seconds} seconds.',
  internal: 'Something went wrong on our side. Nothing was saved. Quote {requestId} when you ask for help.',
}

/** The sentence of a refusal, or its bare code when no catalogue knows it. */
export function sentenceOf(messages: MessageCatalogue, refusal: Pick<Refusal, 'code' | 'params'>): string {
  const template = messages[refusal.code]
  return template === undefined ? refusal.code : formatMessage(template, refusal.params)
}

/**
 * The HTTP status of a refusal, by the last words of its code (`pay.close_conflict`, `field.shop.not_found`); 422 for a
 * rule of business.
 */
export function statusOf(code: string): number {
  const word = statusWords.exec(code)?.[1]
  if (word !== undefined) return statusByWord[word] ?? 422
  return code.startsWith('input.') ? 400 : 422
}

const statusByWord: Readonly<Record<string, number>> = {
  not_found: 404,
  sign_in_needed: 401,
  forbidden: 403,
  other_origin: 403,
  too_many_requests: 429,
  too_large: 413,
  key_needed: 400,
  conflict: 409,
  loading: 503,
  busy: 503,
  internal: 500,
}
const statusWords = new RegExp(`(?:^|[._])(${Object.keys(statusByWord).join('|')})$`)

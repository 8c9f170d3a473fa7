import type { z } from 'zod'
import { readYaml } from '#platform/text-files/yaml-source.ts'
import { nearestWord } from '#shared/nearest.ts'
import { promotionDocument, type PromotionDocument } from './promotion-document.ts'
import type { Promotion } from '../domain/promotion.ts'
import { compilePromotion } from './compile-promotion.ts'
import { PromotionError } from './promotion-error.ts'

/**
 * A promotion from its text (YAML), in a currency of its markets. Throws PromotionError with every problem: what the shape
 * refuses, amounts without this currency or with too many decimals, and rewards that contradict each other.
 */
export function readPromotion(text: string, currency: string): Promotion {
  return compilePromotion(readDocument(text), currency)
}

export function readDocument(text: string): PromotionDocument {
  return readLined(text).document
}

/** The document with where each of its parts stands: paths as `tiers.steps[0].reward` or `tiers.steps.0.reward`. */
export function readLined(
  text: string,
): Readonly<{ document: PromotionDocument; lineOf: (path: string) => number | undefined }> {
  const yaml = readYaml(text)
  if (yaml.errors.length > 0)
    throw new PromotionError(
      yaml.errors.map(({ line, found, expected }) => ({
        path: 'text',
        line,
        problem: `found ${found}, expected ${expected}`,
      })),
    )
  const parsed = promotionDocument.safeParse(yaml.document)
  if (parsed.success)
    return {
      document: parsed.data,
      lineOf: (path) => yaml.lineOf(path.replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]')),
    }
  throw new PromotionError(
    parsed.error.issues.flatMap((issue) => {
      const deepest = deepestIssue(issue)
      const path = pathText([...deepest.path, ...(deepest.keys ?? []).slice(0, 1)])
      return { path: pathText(deepest.path), line: yaml.lineOf(path) ?? 1, problem: sentenceOf(deepest) }
    }),
  )
}

type Issue = Readonly<{
  path: (string | number)[]
  message: string
  keys?: readonly string[]
  known?: readonly string[]
}>

/** Of alternatives, the one that came furthest says best what is wrong. */
function deepestIssue(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): Issue {
  const path = [...above, ...issue.path].map((part) => (typeof part === 'number' ? part : String(part)))
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flatMap((errors) => errors.map((one) => deepestIssue(one, path)))
    const deepest = inner.toSorted((a, b) => b.path.length - a.path.length || keysFirst(a) - keysFirst(b))[0]
    if (deepest) return deepest
  }
  return { path, message: issue.message, ...(issue.code === 'unrecognized_keys' ? { keys: issue.keys } : {}) }
}

function keysFirst(issue: Issue): number {
  return issue.keys ? 0 : 1
}

/** Every word that a text may use as a key. */
const KEYS = [
  ...Object.keys(promotionDocument.shape),
  'basket, first_order, order_number, kind, rank, segment, market, channel, party, campaign, coupon',
  'entitlement, hours, weekdays, bought, brought, any, not, percent, amount, price, free, credit, of_set, gift, points',
  'free_shipping, volume, of, pieces, product, category, tag, price_from, price_until, except, off, which, most',
  'per, each, choose, quantity, unit, name, days, uses, times, set, full, from, until, steps, by, reward',
  'uses_per_person, uses_per_month, budget, budget_per_month, at_least',
].flatMap((keys) => keys.split(', '))

function sentenceOf({ message, keys }: Issue): string {
  if (!keys) return message
  return keys
    .map((key) => {
      const nearest = nearestWord(key, KEYS)
      return `"${key}" is not known here${nearest === undefined || nearest === key ? '' : `; is "${nearest}" meant?`}`
    })
    .join('; ')
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  )
}

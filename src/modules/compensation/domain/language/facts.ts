import { exactText, type Exact } from '#shared/exact.ts'
import { isMap } from './node.ts'
import type { Scope } from './expression.ts'
import type { Plan } from './plan.ts'
import { sayScope } from './say.ts'

export type Fact = null | string | number | boolean | readonly Fact[] | Readonly<{ [name: string]: Fact }>

/** The parsed plan for machines: rules as their text, exact numbers as decimals, tables and bonuses as they were understood. */
export function planFacts(plan: Plan): Fact {
  const { tests, ...rest } = plan
  return {
    ...mapFacts(rest),
    volumes: plan.volumes.map((volume) => factOf(volume)),
    tests: tests.map(({ name, period, files, expect }) => ({
      name,
      period,
      files: [...files.keys()],
      expectations: expect.length,
    })),
  }
}

function mapFacts(value: Readonly<Record<string, unknown>>): Readonly<Record<string, Fact>> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [
        key,
        isExactPlace(key, value) && isExact(part) ? exactText(part) : factOf(part),
      ]),
  )
}

function factOf(value: unknown): Fact {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(factOf)
  if (isScope(value)) return sayScope(value)
  if (!isMap(value)) return null
  if (isRule(value)) return value.text
  return mapFacts(value)
}

const exactNames = new Set(['value', 'strong', 'weak', 'roundTo', 'share'])

/** Whether a number under this key is counted in millionths; the bounds of places are not, those of steps and spans are. */
function isExactPlace(key: string, parent: Readonly<Record<string, unknown>>): boolean {
  if (exactNames.has(key)) return true
  return (key === 'from' || key === 'to') && (parent['is'] === 'span' || 'assumed' in parent)
}

function isExact(value: unknown): value is Exact {
  return typeof value === 'number' || (isMap(value) && typeof value['n'] === 'bigint')
}

function isRule(value: Readonly<Record<string, unknown>>): value is Readonly<{ text: string }> {
  return 'expression' in value && typeof value['text'] === 'string'
}

function isScope(value: unknown): value is Scope {
  return isMap(value) && 'items' in value && 'periods' in value && 'tree' in value
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'

const web = join(import.meta.dirname, '..')
/** Attributes that people read or hear. */
const SPOKEN = new Set([
  'aria-label',
  'title',
  'placeholder',
  'alt',
  'label',
  'description',
  'note',
  'body',
  'lead',
])
/** Two letters side by side: signs such as × and single marks are no words. */
const WORDS = /\p{L}{2}/u

type Node = Readonly<Record<string, unknown>>

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

/** The words that markup shows without a catalogue: text between tags, literal children, literal spoken attributes. */
function hardCoded(source: string): readonly string[] {
  const found: string[] = []
  const keep = (value: unknown) => {
    // Entities such as &nbsp; are signs, not words.
    const text = typeof value === 'string' ? value.replaceAll(/&#?\w+;/g, ' ').trim() : ''
    if (WORDS.test(text)) found.push(text)
  }
  const literals = (value: unknown): void => {
    if (!isNode(value)) return
    if (value['type'] === 'Literal') keep(value['value'])
    if (value['type'] === 'ConditionalExpression')
      for (const part of [value['consequent'], value['alternate']]) literals(part)
    if (value['type'] === 'LogicalExpression') literals(value['right'])
    if (value['type'] === 'JSXExpressionContainer') literals(value['expression'])
  }
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk)
    if (!isNode(value)) return
    if (value['type'] === 'JSXText') keep(value['value'])
    if (Array.isArray(value['children'])) value['children'].forEach(literals)
    if (
      value['type'] === 'JSXAttribute' &&
      isNode(value['name']) &&
      SPOKEN.has(String(value['name']['name']))
    )
      literals(value['value'])
    Object.values(value).forEach(walk)
  }
  walk(parseSync('page.tsx', source).program)
  return found
}

describe('markup', () => {
  it('shows no words that did not come from a catalogue', () => {
    const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.tsx') && !name.includes('.react-router') && !name.includes('node_modules'),
    )
    expect(files.length).toBeGreaterThan(50)
    const found = files.flatMap((name) =>
      hardCoded(readFileSync(join(web, name), 'utf8')).map((words) => `${name}: ${words}`),
    )
    expect(found).toEqual([])
  })

  it.each([
    ['<p>Hello {name}</p>', 'Hello'],
    ["<p>{ready ? 'Ready' : null}</p>", 'Ready'],
    ['<input placeholder="Your name" />', 'Your name'],
    ["<a aria-label={'Open'} />", 'Open'],
  ])('would tell of %s', (markup, words) => {
    expect(hardCoded(`const page = ${markup}`)).toEqual([words])
  })
})

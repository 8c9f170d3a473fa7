import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guides } from './guide-pages.ts'

test.each(Object.entries(guides()))(
  'the committed %s is what the registries say; otherwise run: node scripts/guides.ts',
  (name, text) => {
    const committed = readFileSync(join(import.meta.dirname, '../docs', name), 'utf8')
    expect(committed).toBe(text)
  },
)

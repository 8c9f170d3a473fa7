import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { consoleTexts } from '../console/texts/en.ts'
import { officeTexts } from '../office/texts/en.ts'
import { shopTexts } from '../storefront/app/texts/en.ts'
import { kitTexts } from './texts/en.ts'
import { pseudoSentence, startTexts, type Catalogue } from './texts.ts'

const web = join(import.meta.dirname, '..')

function sources(folder: string): readonly string[] {
  return readdirSync(join(web, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.includes('.react-router'))
    .map((name) => readFileSync(join(web, folder, name), 'utf8'))
}

function flat(catalogue: Catalogue, prefix = ''): readonly string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : flat(value, `${prefix}${key}.`),
  )
}

function plain(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '')
}

/** Keys that a source asks for: whole ones, and the fixed start of those that are put together. */
function askedKeys(text: string): readonly { key: string; whole: boolean }[] {
  // Names of rights look like keys and are none.
  const source = text.replaceAll(/right: '[^']*'|mayDo\([^)]*\)/g, '')
  const whole = [...source.matchAll(/'([a-z][A-Za-z]*(?:\.[\w]+)+)'/g)].map((match) => ({
    key: match[1] ?? '',
    whole: true,
  }))
  const begun = [...source.matchAll(/`([a-z][A-Za-z]*(?:\.\w+)*\.)\$\{/g)].map((match) => ({
    key: match[1] ?? '',
    whole: false,
  }))
  return [...whole, ...begun]
}

const apps = [
  { folder: 'console', own: consoleTexts },
  { folder: 'office', own: officeTexts },
  { folder: 'storefront', own: shopTexts },
]

describe.each(apps)('texts of $folder', ({ folder, own }) => {
  const known = new Set(flat({ ...kitTexts, ...own }).map(plain))
  const tops = new Set(Object.keys({ ...kitTexts, ...own }))
  const asked = [...sources(folder), ...sources('kit')]
    .flatMap(askedKeys)
    .filter(({ key }) => tops.has(key.split('.')[0] ?? ''))

  it('has a sentence for every key that its pages ask for', () => {
    const missing = asked.filter(({ key, whole }) =>
      whole
        ? !known.has(key) && ![...known].some((have) => have.startsWith(`${key}.`))
        : ![...known].some((have) => have.startsWith(key)),
    )
    expect(missing.map(({ key }) => key)).toEqual([])
  })

  it('has no sentence that nobody asks for', () => {
    const unused = [...flat(own)]
      .map(plain)
      .filter(
        (key) =>
          !asked.some((ask) =>
            ask.whole ? ask.key === key || key.startsWith(`${ask.key}.`) : key.startsWith(ask.key),
          ),
      )
    expect([...new Set(unused)]).toEqual([])
  })
})

describe('the pseudo language', () => {
  it('changes every sentence and keeps its placeholders', () => {
    expect(pseudoSentence('Close {{period}}')).toMatch(/^⟦Clöšé \{\{period\}\}·+⟧$/)
  })

  it('is what the interface speaks when the address asks for it', () => {
    const texts = startTexts(consoleTexts, 'pseudo')
    expect(texts.t('close.title', { period: 'October' })).toContain('October')
    expect(texts.t('close.title', { period: 'October' })).toMatch(/^⟦/)
  })
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faultyFiles, readFaults, root } from './mutants/faults.ts'
import { applied, readPatch } from './mutants/patch.ts'

const faults = await readFaults()

test('there are forty planted faults or more, each said once', () => {
  expect(faults.length).toBeGreaterThanOrEqual(40)
  expect(new Set(faults.map(({ patch }) => patch.says)).size).toBe(faults.length)
})

test.each(faults)('$name fits the source', async (fault) => {
  const made = await faultyFiles(fault, root)
  expect('problem' in made ? made.problem : 'fits').toBe('fits')
})

test('the page of planted faults has every one of them, and says that something caught it', async () => {
  const page = await readFile(join(root, 'docs/mutants.md'), 'utf8')
  const rows = page.split('\n').filter((line) => /^\| \d/.test(line))
  const cells = rows.map((row) => row.split(' | '))
  expect(cells.map(([, says]) => says)).toEqual(faults.map(({ patch }) => patch.says))
  expect(cells.filter(([, , , by]) => !/^(example|unit test|generated)/.test(by ?? ''))).toEqual([])
})

test('a patch whose lines are gone, or are there twice, does not fit', () => {
  const { files } = readPatch('A head line\n\n--- a/x.ts\n+++ b/x.ts\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n')
  const hunks = files[0]?.hunks ?? []
  expect(applied('zero\none\ntwo\n', hunks)).toEqual({ text: 'zero\none\nthree\n' })
  expect(applied('zero\none\nfour\n', hunks)).toHaveProperty('problem')
  expect(applied('one\ntwo\none\ntwo\n', hunks)).toHaveProperty('problem')
  expect(() => readPatch('\n--- a/x.ts\n+++ b/x.ts\n@@ @@\n-a\n')).toThrow('first line')
  expect(() => readPatch('Says nothing\n')).toThrow('at least one file')
})

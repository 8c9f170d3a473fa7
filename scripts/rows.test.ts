import { expect, test } from 'vitest'
import { readRows, ROW_IDS, rowProblems } from './rows.ts'

const outcomes = [
  { file: 'src/a.test.ts', name: 'money adds up', outcome: 'passed', milliseconds: 1, detail: '' },
  { file: 'src/a.test.ts', name: 'money is lost', outcome: 'failed', milliseconds: 1, detail: 'x' },
] as const

function problemsOf(first: string): string[] {
  const others = ROW_IDS.slice(1).map((id) => `| ${id} | part | open | |`)
  const document = ['# Rows', '| id | part | state | shown by |', '|---|---|---|---|', first, ...others].join(
    '\n',
  )
  return rowProblems(
    readRows(document),
    outcomes,
    (path) => path === 'src/a.test.ts' || path === 'docs/a.png',
  )
}

test('a row is held by tests that ran and passed and by files that exist', () => {
  expect(problemsOf('| F1 | people | done | `src/a.test.ts > money > adds up`, `docs/a.png` |')).toEqual([])
  expect(problemsOf('| F1 | people | open | |')).toEqual([])
})

test.each([
  ['| F1 | people | done | `src/a.test.ts > money adds` |', 'names a test that did not run'],
  ['| F1 | people | done | `src/a.test.ts > money is lost` |', 'names a test that failed'],
  ['| F1 | people | partly | `src/b.test.ts > money adds up` |', 'names a file that does not exist'],
  ['| F1 | people | done | `docs/b.png` |', 'names a file that does not exist'],
  ['| F1 | people | done | see the code |', 'is done and names no proof'],
  ['| F1 | people | open | `docs/a.png` |', 'is open and names a proof'],
  ['| F1 | people | nearly | `docs/a.png` |', 'a state is one of'],
  ['| F99 | people | open | |', 'is no row of the product'],
])('a claim that nothing holds is a problem: %s', (row, problem) => {
  expect(problemsOf(row).join('\n')).toContain(problem)
})

test('a row that is left out is missed', () => {
  expect(problemsOf('')).toEqual(['docs/rows.md:1  lacks F1'])
})

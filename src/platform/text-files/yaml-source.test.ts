import { expect, test } from 'vitest'
import { readYaml } from './yaml-source.ts'

test('keys that are whole numbers keep the order of the text', () => {
  const { document } = readYaml('cells: {10: a, 2: {7: b, 3: c}, 1-4: d, else: e}\nlist: [{5: f, 4: g}]\n')
  expect(JSON.stringify(document)).toBe(
    '{"cells":{"10":"a","2":{"7":"b","3":"c"},"1-4":"d","else":"e"},"list":[{"5":"f","4":"g"}]}',
  )
})

test('the line of a path is found where names have dots and brackets in them', () => {
  const { lineOf } = readYaml(
    [
      'bonuses:',
      '  team:',
      '    rate: 1',
      '  team 2.5:',
      '    kind: levels',
      '    steps[1].x: 1',
      'ranks:',
      '  - rank: A',
      '  - rank: B.C',
      '    needs: [a, b]',
    ].join('\n'),
  )
  expect(lineOf('bonuses.team.rate')).toBe(3)
  expect(lineOf('bonuses.team 2.5.kind')).toBe(5)
  expect(lineOf('bonuses.team 2.5.steps[1].x')).toBe(6)
  expect(lineOf('bonuses.team 2.5.rate')).toBe(4)
  expect(lineOf('ranks[1].needs[0]')).toBe(10)
  expect(lineOf('ranks[1].nothing.at.all')).toBe(9)
  expect(lineOf('nothing')).toBeUndefined()
})

test('a text that repeats itself by anchors without end is told, not written out', () => {
  const tens = (of: string) => Array.from({ length: 9 }, () => of).join(', ')
  const lines = Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${tens(`*a${at}`)}]`)
  const { document, errors } = readYaml([`a0: &a0 [${tens('x')}]`, ...lines].join('\n'))
  expect(document).toBeUndefined()
  expect(errors).toMatchObject([{ line: 1 }])
  // A few anchors are no harm.
  expect(readYaml('a: &a {b: 1}\nc: *a').document).toEqual({ a: { b: '1' }, c: { b: '1' } })
})

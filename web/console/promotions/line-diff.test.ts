import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineDiff } from './line-diff.ts'

test('a changed line is told as gone and new, and the lines around it stay', () => {
  expect(lineDiff('a\nb\nc\n', 'a\nx\nc\nd\n')).toEqual([
    { is: 'same', text: 'a' },
    { is: 'gone', text: 'b' },
    { is: 'new', text: 'x' },
    { is: 'same', text: 'c' },
    { is: 'new', text: 'd' },
  ])
})

test('what stays and what is gone make the text of before, what stays and what is new that of after', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 })
    .map((all) => all.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after)
      const of = (without: string) =>
        lines
          .filter(({ is }) => is !== without)
          .map((line) => line.text)
          .join('\n')
      expect([of('new'), of('gone')]).toEqual([before, after])
    }),
  )
})

import { expect, test } from 'vitest'
import { bonusKinds } from '../bonus-kinds.ts'
import { planElements } from '../plan-element.ts'
import { choicePointNumbers } from './elements.ts'

test('every key that may be left out says what then holds', () => {
  const silent = planElements.flatMap(({ name, keys }) =>
    keys
      .filter((key) => key.required === false && key.fallback === undefined && key.without === undefined)
      .map((key) => `${name}.${key.name}`),
  )
  expect(silent).toEqual([])
})

test('no key on which published plans differ has a value that nobody wrote', () => {
  const defaults = planElements.flatMap(({ name, keys }) =>
    keys.filter((key) => key.choice && key.fallback !== undefined).map((key) => `${name}.${key.name}`),
  )
  expect(defaults).toEqual([])
})

test.each(bonusKinds)('$name says at each point which of its keys chooses', (kind) => {
  const known = new Set(planElements.flatMap(({ keys }) => keys.map((key) => key.name)))
  const named = choicePointNumbers().flatMap((point) =>
    // `own: included` begins with a key.
    [...kind.choices[point].matchAll(/`([a-z_]+): /g)].map(([, key = '']) => key),
  )
  expect(named.filter((key) => !known.has(key))).toEqual([])
  const untold = kind.keys.flatMap((key) =>
    (key.choice ?? [])
      .filter((point) => !kind.choices[point].includes(`\`${key.name}`))
      .map((point) => `${key.name} at ${point}`),
  )
  expect(untold).toEqual([])
})

test('the keys of an element have names of their own', () => {
  for (const { keys } of planElements) {
    const names = keys.map((key) => key.name)
    expect(new Set(names).size).toBe(names.length)
  }
})

import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readYaml } from '#platform/text-files/yaml-source.ts'
import { bonusKinds } from '../domain/language/bonus-kinds.ts'
import type { Element, KeyType } from '../domain/language/key.ts'
import { planElement, planElements } from '../domain/language/plan-element.ts'
import { givenRanksElement, needsElements, rankElement } from '../domain/language/read-ranks.ts'
import { groupVolumeElement, personalVolumeElement } from '../domain/language/read-volumes.ts'
import { isMap } from '../domain/language/node.ts'

/** The elements that a value of a plan is made of, as the registry says what stands under each key. */
function* elementsIn(value: unknown, element: Element): Generator<Element> {
  yield element
  if (!isMap(value)) return
  for (const { name, type } of element.keys) if (name in value) yield* elementsUnder(value[name], type)
}

function* elementsUnder(value: unknown, type: KeyType): Generator<Element> {
  if (type.is === 'bonus definitions')
    for (const bonus of valuesOf(value)) {
      const kind = bonusKinds.find(({ name }) => isMap(bonus) && bonus['kind'] === name)
      if (kind) yield* elementsIn(bonus, kind)
    }
  else if (type.is === 'ranks') {
    if (Array.isArray(value)) for (const rank of valuesOf(value)) yield* elementsIn(rank, rankElement)
    else yield givenRanksElement
  } else if (type.is === 'needs') yield* needsIn(value)
  else if (type.is === 'element')
    for (const one of type.many === 'no' ? [value] : valuesOf(value)) {
      const isGroup = type.of === personalVolumeElement && isMap(one) && 'group_of' in one
      yield* elementsIn(one, isGroup ? groupVolumeElement : type.of)
    }
}

function* needsIn(value: unknown): Generator<Element> {
  if (Array.isArray(value)) for (const one of valuesOf(value)) yield* needsIn(one)
  if (!isMap(value)) return
  for (const element of needsElements)
    if (element.keys.every(({ name }) => name in value)) yield* elementsIn(value, element)
}

function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : isMap(value) ? Object.values(value) : []
}

test('each element of the language is used by at least two examples or templates', async () => {
  const users = new Map(planElements.map(({ name }) => [name, new Set<string>()]))
  for (const folder of ['examples/plans', 'examples/templates'])
    for (const path of await readdir(folder, { recursive: true })) {
      if (!path.endsWith('.yaml')) continue
      const { document } = readYaml(await readFile(`${folder}/${path}`, 'utf8'))
      for (const { name } of elementsIn(document, planElement)) users.get(name)?.add(path)
    }
  const seldom = [...users].flatMap(([name, paths]) => (paths.size < 2 ? [`${name}: ${paths.size}`] : []))
  expect(seldom).toEqual([])
})

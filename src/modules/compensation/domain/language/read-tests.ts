import { child, isMap, onlyKeys, text, type PlanNode } from '../plan/node.ts'
import { report } from '../plan/problems.ts'
import type { PlanTest } from './plan.ts'

export const testInputs = [
  'people',
  'orders',
  'facts',
  'earned',
  'links',
  'rates',
  'adjust',
  'parties',
  'state',
] as const

/** Reads one test of a plan: inputs as CSV texts, and what is expected of people. */
export function readTests(node: PlanNode, name: string): PlanTest | undefined {
  if (!onlyKeys(node, ['period', ...testInputs, 'expect'])) return undefined
  const period = text(child(node, 'period'))
  const files = new Map<string, string>()
  for (const input of testInputs) {
    const place = child(node, input)
    if (place.value === undefined && input !== 'people' && input !== 'orders') continue
    const csv = text(place)
    if (csv !== undefined) files.set(input, csv)
  }
  const place = child(node, 'expect')
  if (!isMap(place.value)) {
    report(
      node.problems,
      place.path,
      'nothing',
      'a map of people, such as {A: {unilevel: 5.00, rank: Bronze}}',
    )
    return undefined
  }
  const expect = Object.keys(place.value).flatMap((personId) =>
    expectationsOf(child(place, personId), personId),
  )
  return period === undefined ? undefined : { name, period, files, expect }
}

function expectationsOf(node: PlanNode, personId: string): PlanTest['expect'] {
  if (!isMap(node.value)) {
    report(node.problems, node.path, 'something else', 'a map of what is expected')
    return []
  }
  return Object.keys(node.value).flatMap((what) => {
    const place = child(node, what)
    if (what === 'measure' || what === 'volume') {
      if (!isMap(place.value)) return []
      return Object.keys(place.value).flatMap((name) => one(child(place, name), personId, `${what} ${name}`))
    }
    return one(place, personId, what)
  })
}

function one(node: PlanNode, personId: string, what: string): PlanTest['expect'] {
  const value = text(node)
  return value === undefined ? [] : [{ personId, what, value }]
}

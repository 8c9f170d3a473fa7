import { drawBy, scaled, type Draw } from './draw.ts'
import { drawOrders, drawParties } from './draw-orders.ts'
import { drawPeople, type Wanted } from './draw-people.ts'
import type { FieldFiles, Row, Table } from './field-files.ts'

/** A field of other people and orders for the plan of a case. */
export function drawField(seed: number, first: FieldFiles, wanted: Wanted, looksBack: boolean): FieldFiles {
  const draw = drawBy(seed)
  if (!first.people || !first.orders) throw new Error('a case needs people and orders')
  const people = drawPeople(draw, first.people, wanted)
  const scene = { draw, first, people: people.rows, looksBack, size: draw.factor(draw.one([3, 12, 60])) }
  const parties = first.parties && drawParties(scene, first.parties)
  return {
    people,
    orders: drawOrders(scene, first.orders, parties),
    ...(first.facts ? { facts: drawFacts(draw, first.facts, people.rows) } : {}),
    ...(first.earned ? { earned: drawEarned(draw, first.earned, people.rows) } : {}),
    ...(parties ? { parties } : {}),
  }
}

/** Facts of the company are the same ones with other numbers; flags stay. Facts of people are told of other people. */
function drawFacts(draw: Draw, facts: Table, people: readonly Row[]): Table {
  const valueOf = (value: string): string => (/^[01]$/.test(value) ? value : scaled(value, draw.factor(3)))
  const rows = facts.rows.flatMap((row): Row[] => {
    if (row['scope'] !== 'person') return [{ ...row, value: valueOf(row['value'] ?? '') }]
    const some = draw.shuffled(people).slice(0, draw.whole(2, 5))
    return some.map((person) => ({ ...row, id: person['id'] ?? '', value: valueOf(row['value'] ?? '') }))
  })
  return { columns: facts.columns, rows }
}

function drawEarned(draw: Draw, earned: Table, people: readonly Row[]): Table {
  const rows = people
    .filter(() => draw.chance(70))
    .map((person) => {
      const template = draw.one(earned.rows)
      const amount = scaled(template['amount'] ?? '', draw.factor(4))
      return { ...template, person_id: person['id'] ?? '', amount }
    })
  return { columns: earned.columns, rows }
}

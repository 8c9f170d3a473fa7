import type { FrozenColumns } from '#modules/compensation/domain/frozen/columns.ts'
import type { Figures } from '#modules/compensation/domain/figures/figures.ts'

/** What a month comes to, of which figures were measured. */
export type LiveShape = Readonly<{
  period: string
  plan: string
  people: number
  /** Distributors, and of them who has a rank and who is paid anything. */
  sellers: number
  ranked: number
  paid: number
  lines: number
  /** Steps from the top to who stands deepest, by tree. */
  depths: Readonly<Record<string, number>>
}>

export function shapeOf({
  figures,
  columns,
}: Readonly<{ figures: Figures; columns: FrozenColumns }>): LiveShape {
  const { people } = columns
  const isSeller = people.kind.words.map((kind) => kind === 'distributor')
  let [sellers, ranked, paid] = [0, 0, 0]
  for (let person = 0; person < people.ids.length; person++) {
    if (isSeller[people.kind.place[person] ?? -1] !== true) continue
    sellers += 1
    if (figures.rank(person) > 0) ranked += 1
    if (figures.earned(person).some(({ minor }) => minor !== 0n)) paid += 1
  }
  const { population } = figures.world
  const depths = ['sponsor', ...people.trees.map(({ name }) => name)].map((name) => [
    name,
    population.tree(name).depth.reduce((most, one) => Math.max(most, one), 0),
  ])
  return {
    period: columns.period,
    plan: figures.plan.name,
    people: people.ids.length,
    sellers,
    ranked,
    paid,
    lines: columns.lines.row.length,
    depths: Object.fromEntries(depths),
  }
}

export function sayShape({ period, plan, people, sellers, ranked, paid, lines, depths }: LiveShape): string {
  const share = (some: number): string => `${some} (${((some * 100) / Math.max(1, sellers)).toFixed(1)} %)`
  const deep = Object.entries(depths).map(([tree, steps]) => `${tree} tree ${steps} deep`)
  return `${period} by ${plan}: ${people} people, ${deep.join(', ')}; of ${sellers} distributors ${share(ranked)} have a rank, ${share(paid)} are paid; ${lines} order lines`
}

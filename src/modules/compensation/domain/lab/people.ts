/** Everybody whom the months of an experiment know, numbered from 0 in the order in which they are met. */
export type LabPeople = Readonly<{
  ids: readonly bigint[]
  codes: readonly string[]
  /** The place of each one's market among `markets`. */
  market: readonly number[]
  markets: readonly string[]
}>

/** Numbers people month by month; whoever is known keeps the number, and the market of the last month holds. */
export function peopleNumbering() {
  const numbers = new Map<number, number>()
  const [ids, codes, market, markets]: [bigint[], string[], number[], string[]] = [[], [], [], []]
  const placeOfMarket = (name: string): number => {
    const known = markets.indexOf(name)
    return known >= 0 ? known : markets.push(name) - 1
  }
  return {
    /** The number of a person, who is a new one where the id is. */
    take(id: bigint, code: string, marketPlace: number): number {
      const key = Number(id)
      const known = numbers.get(key)
      if (known !== undefined) {
        market[known] = marketPlace
        return known
      }
      numbers.set(key, ids.length)
      codes.push(code)
      market.push(marketPlace)
      return ids.push(id) - 1
    },
    placeOfMarket,
    numberOf: (id: bigint): number => numbers.get(Number(id)) ?? -1,
    count: (): number => ids.length,
    people: (): LabPeople => ({ ids, codes, market, markets }),
  }
}

export type PeopleNumbering = ReturnType<typeof peopleNumbering>

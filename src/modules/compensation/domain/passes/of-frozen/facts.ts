import type { FrozenColumns } from '../../frozen/columns.ts'
import { compareTexts, placesOfWords } from '../../frozen/byte-columns.ts'
import type { TextColumn } from '../field-columns.ts'
import { holdsAt, personFacts } from './standings.ts'

/** Facts as the language reads them at an instant: a person's own, else the market's, else the company's. */
export function columnFacts(
  { people, facts }: FrozenColumns,
  atMs: number,
): Readonly<{ ofPeople: (name: string) => TextColumn; ofCompany: (name: string) => string }> {
  const told = (scope: string, name: string): ReadonlyMap<string, string> => {
    const [of, named] = [facts.scope.words.indexOf(scope), facts.name.words.indexOf(name)]
    const values = new Map<string, string>()
    for (let row = 0; row < facts.fromMs.length; row++) {
      if (facts.scope.place[row] !== of || facts.name.place[row] !== named || !holdsAt(facts, row, atMs))
        continue
      values.set(
        facts.id.words[facts.id.place[row] ?? 0] ?? '',
        facts.value.words[facts.value.place[row] ?? 0] ?? '',
      )
    }
    return values
  }
  const ofPeople = (name: string): TextColumn => {
    const [markets, company] = [told('market', name), told('company', name).get('')]
    const market = people.attributes.find((one) => one.name === 'market')?.of
    const wordsOfMarket = (market?.words ?? ['']).map((word) => markets.get(word) ?? company ?? '')
    const values: string[] = Array.from(
      people.ids,
      (_, person) => wordsOfMarket[market?.place[person] ?? 0] ?? '',
    )
    const rows = personFacts(facts, [name], atMs)
    const personOf = rows.length === 0 ? undefined : placesOfWords(people.codes, facts.id.words)
    for (const row of rows) {
      const person = personOf?.[facts.id.place[row] ?? 0] ?? -1
      if (person >= 0) values[person] = facts.value.words[facts.value.place[row] ?? 0] ?? ''
    }
    return textColumn(values)
  }
  const ofCompany = (name: string): string =>
    told('person', name).get('') ?? told('market', name).get('') ?? told('company', name).get('') ?? ''
  return { ofPeople, ofCompany }
}

/** Texts as places in their sorted list. */
export function textColumn(texts: readonly string[]): TextColumn {
  const words = [...new Set(texts)].toSorted(compareTexts)
  const places = new Map(words.map((word, place) => [word, place] as const))
  return { words, place: Int32Array.from(texts, (text) => places.get(text) ?? 0) }
}

import { compareTexts, placesFor, type Words } from './byte-columns.ts'

/** Words from numbers in a list of texts that may hold more than is used and each text once. */
export function numberedWords(list: readonly string[], numbers: Int32Array): Words {
  const used = new Uint8Array(list.length)
  for (let row = 0; row < numbers.length; row++) used[numbers[row] ?? 0] = 1
  const words = list.filter((_, number) => used[number] === 1).toSorted(compareTexts)
  const places = new Map(words.map((word, place) => [word, place] as const))
  const placeOf = Uint32Array.from(list, (word) => places.get(word) ?? 0)
  const place = placesFor(words.length, numbers.length)
  for (let row = 0; row < numbers.length; row++) place[row] = placeOf[numbers[row] ?? 0] ?? 0
  return { words, place }
}

/** Numbers for words as they come. */
export function wordList() {
  const list: string[] = []
  const numbers = new Map<string, number>()
  return {
    list,
    of(word: string): number {
      const known = numbers.get(word)
      if (known !== undefined) return known
      const number = list.push(word) - 1
      numbers.set(word, number)
      return number
    },
  }
}

import { expect, test } from 'vitest'
import { imageShelf } from './image-shelf.ts'

/** A shelf whose images are there when they are said to be. */
function shelved(most: number) {
  const begun: { of: string; tell: (rows: number) => void; end: PromiseWithResolvers<string> }[] = []
  const gone: string[] = []
  const shelf = imageShelf<string, string>({
    most,
    letGo: (image) => void gone.push(image),
    keyOf: (of) => of,
    people: async () => 100,
    read: (of, tell) => {
      const end = Promise.withResolvers<string>()
      begun.push({ of, tell, end })
      return end.promise
    },
  })
  return { shelf, begun, gone }
}

test('an image that takes long tells how far it is, and is there for whoever asks later', async () => {
  const { shelf, begun } = shelved(2)
  const first = shelf.find('a')
  await expect.poll(() => begun.length).toBe(1)
  begun[0]?.tell(120)
  expect(await first).toEqual({ loading: 40 })
  // Only one is read at a time, and whoever asks for another one is told that it has not begun.
  expect(await shelf.find('b')).toEqual({ loading: 0 })
  begun[0]?.end.resolve('image of a')
  await expect.poll(() => shelf.find('a')).toEqual({ image: 'image of a' })
  expect(begun.map(({ of }) => of)).toEqual(['a'])
})

test('those that were asked for last are kept, and one that could not be read is read again', async () => {
  const { shelf, begun, gone } = shelved(2)
  const read = async (of: string, how: 'resolve' | 'reject' = 'resolve') => {
    const count = begun.length
    const found = shelf.find(of)
    await expect.poll(() => begun.length).toBe(count + 1)
    begun[count]?.end[how](of)
    return found
  }
  await read('a')
  await read('b')
  await shelf.find('a')
  await read('c')
  expect(gone).toEqual(['b'])
  const count = begun.length
  expect(await Promise.all([shelf.find('a'), shelf.find('c')])).toEqual([{ image: 'a' }, { image: 'c' }])
  expect(begun).toHaveLength(count)
  expect(await read('b')).toEqual({ image: 'b' })
  await expect(read('d', 'reject')).rejects.toBe('d')
  expect(await read('d')).toEqual({ image: 'd' })
  shelf.drop('d', 'another')
  expect(await shelf.find('d')).toEqual({ image: 'd' })
  shelf.drop('d', 'd')
  expect(await read('d')).toEqual({ image: 'd' })
})

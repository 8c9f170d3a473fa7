import { expect, test } from 'vitest'
import { readSuggestions } from './suggest.ts'

const said = { category: 'Category', from: 'from' }
const soap = {
  code: '100018',
  name: 'Soap <b>',
  price: { minor: '1990', currency: 'EUR' },
  from: true,
  image: { hash: 'ab'.repeat(32), width: 1600 },
}

test('suggestions lead to the shop that they are looked for in, with price and picture', () => {
  const answer = { products: [soap], categories: [{ code: 'body', name: 'Body' }] }
  expect(readSuggestions(answer, '/ada-berg', said)).toEqual([
    {
      name: 'Soap <b>',
      note: 'from €19.90',
      href: '/ada-berg/product/100018',
      picture: `/api/v1/images/${soap.image.hash}/240.webp`,
    },
    { name: 'Body', note: 'Category', href: '/ada-berg/category/body', picture: undefined },
  ])
})

test('an answer of another shape suggests nothing, and harms nothing', () => {
  for (const answer of [null, 'no', [], { products: 7 }, { products: [{ code: 1 }, null] }])
    expect(readSuggestions(answer, '', said)).toEqual([])
})

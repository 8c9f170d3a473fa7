import { describe, expect, it } from 'vitest'
import { artKind, steadyNumber } from './product-art.tsx'

describe('what a product is drawn as', () => {
  it('follows the words of its name before its category', () => {
    expect(artKind('Night oil', 'Beauty')).toBe('dropper')
    expect(artKind('Linen towel', 'Gifts')).toBe('towels')
    expect(artKind('Cedar candle', 'Gifts')).toBe('candle')
  })

  it('always draws a product the same way', () => {
    expect(artKind('Unheard-of thing', 'New')).toBe(artKind('Unheard-of thing', 'New'))
    expect(steadyNumber('Night oil')).toBe(steadyNumber('Night oil'))
  })
})

import { seededRandom } from '#shared/random.ts'

/** Draws of one field; the same seed draws the same field. */
export type Draw = Readonly<{
  /** A whole number from `from` to `to`, both included. */
  whole: (from: number, to: number) => number
  one: <T>(list: readonly T[]) => T
  chance: (percent: number) => boolean
  /** A factor between 1/`most` and `most`, as often below 1 as above. */
  factor: (most: number) => number
  shuffled: <T>(list: readonly T[]) => T[]
}>

export function drawBy(seed: number): Draw {
  const random = seededRandom(seed)
  const whole = (from: number, to: number): number => from + random.below(to - from + 1)
  const one = <T>(list: readonly T[]): T => {
    const found = list[random.below(list.length)]
    if (found === undefined) throw new Error('nothing to draw from')
    return found
  }
  return {
    whole,
    one,
    chance: (percent) => random.below(100) < percent,
    factor: (most) => most ** (whole(-100, 100) / 100),
    shuffled: (list) => {
      const left = [...list]
      return list.flatMap(() => left.splice(random.below(left.length), 1))
    },
  }
}

/** A number of a file, made larger or smaller, with as many decimals and two digits that count; whole ones stay above zero. */
export function scaled(text: string, factor: number): string {
  const value = Number(text)
  if (text === '' || Number.isNaN(value) || value === 0) return text
  const decimals = text.split('.')[1]?.length ?? 0
  const size = Math.abs(value * factor)
  const step = 10 ** Math.max(Math.floor(Math.log10(size)) - 1, -decimals)
  const rounded = Math.max(Math.round(size / step) * step, 10 ** -decimals)
  return (value < 0 ? -rounded : rounded).toFixed(decimals)
}

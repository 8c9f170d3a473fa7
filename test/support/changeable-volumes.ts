import type { EvaluatedVolume, FieldColumns } from '#modules/compensation/domain/passes/field-columns.ts'
import type { OrderSums } from '#modules/compensation/domain/passes/order-sums.ts'
import { once, onceOfTwo } from '#modules/compensation/domain/passes/once.ts'

/** The volumes of a field in columns of their own, which may change. */
export function changeableVolumes(field: FieldColumns) {
  const volume = once((name: string) => {
    const { values, decimals } = field.volume(name)
    return { values: values.slice(), decimals }
  })
  const asked = new Map<readonly EvaluatedVolume[], string>()
  const volumeIn: FieldColumns['volumeIn'] = onceOfTwo((name, evaluated) => {
    const windows = field.volumeIn(name, evaluated).map((one) => ({ ...one, values: one.values.slice() }))
    asked.set(windows, name)
    return windows
  })
  const orders = once((name: string) => changeableOrders(field.orders(name)))
  return {
    volume,
    volumeIn,
    orders,
    /** What somebody has now, in two orders: all of it arose in one of the evaluations, which hangs on how much it is. */
    change(name: string, person: number, value: number): void {
      volume(name).values[person] = value * 10 ** volume(name).decimals
      const first = Math.floor(value / 3)
      const { changed, decimals: fine } = orders(name)
      changed.set(
        person,
        [first, value - first].map((sum) => sum * 10 ** fine),
      )
      for (const [windows, of] of asked)
        if (of === name)
          windows.forEach(({ values, decimals }, at) => {
            const isThen = at === (person + Math.abs(Math.trunc(value))) % windows.length
            values[person] = isThen ? value * 10 ** decimals : 0
          })
    },
  }
}

function changeableOrders(known: OrderSums) {
  const changed = new Map<number, readonly number[]>()
  return {
    changed,
    decimals: known.decimals,
    read(person: number, into: number[]) {
      const now = changed.get(person)
      now?.forEach((sum, at) => (into[at] = sum))
      return now?.length ?? known.read(person, into)
    },
  }
}

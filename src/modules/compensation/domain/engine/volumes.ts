import type { GroupVolume, PersonalVolume, Plan, VolumeNeed } from '../plan/plan.ts'
import { VOLUME_PLACES } from '../plan/node.ts'
import { assertWithinIntegers } from './exact.ts'
import type { Field } from './field.ts'
import type { Orders } from './orders.ts'

/** Per order, the person whose volume it is (-1: nobody) and the volume, both after the plan's filters. */
export type Credited = Readonly<{ owner: Int32Array; value: Float64Array }>

export type Volumes = Readonly<{
  credited: ReadonlyMap<string, Credited>
  ofPeople: ReadonlyMap<string, Float64Array>
}>

/** Every volume that the plan names, for every person: one pass over the orders each, one over the tree for groups. */
export function computeVolumes(plan: Plan, field: Field, orders: Orders): Volumes {
  const credited = new Map<string, Credited>()
  const ofPeople = new Map<string, Float64Array>()
  for (const volume of plan.volumes) {
    if (volume.kind !== 'personal') continue
    const credit = creditOrders(volume, orders)
    credited.set(volume.name, credit)
    ofPeople.set(volume.name, personalVolume(volume.name, credit, field))
  }
  for (const volume of plan.volumes) {
    if (volume.kind === 'group')
      ofPeople.set(volume.name, groupVolume(volume, columnOf(ofPeople, volume.of), field))
  }
  return { credited, ofPeople }
}

/** The buyer's volume is the buyer's alone; the seller's is the seller's, or the buyer's where nobody sold. */
function creditOrders(volume: PersonalVolume, orders: Orders): Credited {
  const owner = new Int32Array(orders.count)
  const value = new Float64Array(orders.count)
  const column = columnOf(orders.columns, volume.reads)
  for (let i = 0; i < orders.count; i++) {
    const [buyer, seller] = [orders.buyer[i] ?? -1, orders.seller[i] ?? -1]
    owner[i] = volume.belongsTo === 'buyer' || seller < 0 ? buyer : seller
    const type = orders.types[i]
    const counts =
      type !== undefined && volume.orderTypes.includes(type) && boughtFits(volume.bought, buyer, seller)
    value[i] = counts ? (column[i] ?? 0) : 0
  }
  return { owner, value }
}

/** An order without a seller is the buyer's own; a guest is somebody else. */
function boughtFits(bought: PersonalVolume['bought'], buyer: number, seller: number): boolean {
  const own = seller < 0 || buyer === seller
  return bought === 'by_anyone' || (bought === 'by_seller') === own
}

function personalVolume(name: string, credit: Credited, field: Field): Float64Array {
  assertWithinIntegers(credit.value, `the volume ${name}`)
  const own = new Float64Array(field.count)
  for (let i = 0; i < credit.value.length; i++) {
    const owner = credit.owner[i] ?? -1
    if (owner >= 0) own[owner] = (own[owner] ?? 0) + (credit.value[i] ?? 0)
  }
  return own
}

function groupVolume(volume: GroupVolume, own: Float64Array, field: Field): Float64Array {
  const group = own.slice()
  for (let i = field.count - 1; i > 0; i--) {
    const above = field.parent[i] ?? -1
    if (above >= 0) group[above] = (group[above] ?? 0) + (group[i] ?? 0)
  }
  if (volume.own === 'excluded')
    for (let i = 0; i < field.count; i++) group[i] = (group[i] ?? 0) - (own[i] ?? 0)
  return group
}

export function columnOf(columns: ReadonlyMap<string, Float64Array>, name: string): Float64Array {
  const column = columns.get(name)
  if (!column) throw new Error(`the column ${name} was not loaded`)
  return column
}

/** A threshold of the plan (six decimals) at the scale of the run; the run's scale is never coarser than its plan's. */
export function atScale(micro: bigint, places: number): number {
  const scaled = (micro * 10n ** BigInt(places)) / 10n ** BigInt(VOLUME_PLACES)
  return Number(scaled)
}

/** How much a person lacks of a needed volume at the run's scale; 0 when it is reached. */
export function shortOf(need: VolumeNeed, volumes: Volumes, person: number, places: number): number {
  const value = columnOf(volumes.ofPeople, need.volume)[person] ?? 0
  return Math.max(0, atScale(need.atLeast, places) - value)
}

import { readPlan } from '#modules/compensation/domain/language/read-plan.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { LineInput, PayInput, PersonInput } from '#modules/compensation/domain/pay/pay-input.ts'
import { readYaml } from '#platform/text-files/yaml-source.ts'
import { parsePeriod, type Period } from '#shared/period.ts'

/** Plans and fields for tests of pay, written short. */

const nobody: PayInput = {
  people: [],
  trees: [],
  lines: [],
  facts: [],
  earned: [],
  links: [],
  rates: [],
  adjustments: [],
  parties: [],
  state: [],
}

export function payInput(parts: Partial<PayInput>): PayInput {
  return { ...nobody, ...parts }
}

export function person(id: string, sponsorId?: string, rest: Partial<PersonInput> = {}): PersonInput {
  return {
    id,
    sponsorId,
    joinedAtMs: undefined,
    kind: 'distributor',
    status: 'active',
    rank: undefined,
    name: id,
    ownerId: undefined,
    places: new Map(),
    attributes: new Map(),
    ...rest,
  }
}

/** A place in a tree, such as `placed('placement', 'A', 'left')`. */
export function placed(tree: string, parentId: string, side = ''): Pick<PersonInput, 'places'> {
  return { places: new Map([[tree, { parentId, side }]]) }
}

/** An order of one line, bought at a day of the period, with one volume `PV` in whole units. */
export function bought(
  orderId: string,
  buyerId: string,
  day: string,
  pv: number,
  rest: Partial<LineInput> = {},
): LineInput {
  return {
    orderId,
    row: 1,
    atMs: Date.parse(`${day}T12:00:00Z`),
    buyerId,
    sellerId: '',
    type: pv < 0 ? 'return' : 'order',
    product: '',
    category: '',
    quantityMicro: 1_000_000n,
    amountMicro: BigInt(pv) * 1_000_000n,
    currency: 'EUR',
    ofOrderId: '',
    partyId: '',
    volumes: new Map([['PV', BigInt(pv) * 1_000_000n]]),
    attributes: new Map(),
    ...rest,
  }
}

export function periodNamed(label: string, zone = 'UTC'): Period {
  const period = parsePeriod(label, zone)
  if (!period) throw new Error(`${label} is no period`)
  return period
}

/** Reads a plan of language 2 from YAML; throws with all problems when it is none. */
export function planOf(text: string): Plan {
  const yaml = readYaml(text)
  if (yaml.errors.length > 0) throw new Error(yaml.errors.map((error) => error.found).join('\n'))
  return planOfDocument(yaml.document)
}

export function planOfDocument(document: unknown): Plan {
  const read = readPlan(document)
  if ('plan' in read) return read.plan
  throw new Error(JSON.stringify(read.problems, null, 1))
}

/** A plan with the usual head and without bonuses, in UTC and euros; `more` are further keys of the top level. */
export function headOf(more = ''): string {
  return `
openfield: 2
plan: tested
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
${more}
`
}

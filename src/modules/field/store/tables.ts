import type { Generated, GeneratedAlways } from 'kysely'
import type { ImageFormat } from '#shared/image.ts'
import type { ApplicationState, PersonKind, PersonStatus } from '../domain/person.ts'

export type FieldTables = {
  'field.person': {
    id: Generated<bigint>
    code: string
    kind: PersonKind
    status: PersonStatus
    market_id: bigint
    joined_at: Date
    served_by: bigint | null
  }
  'field.person_standing': {
    id: Generated<bigint>
    person_id: bigint
    kind: PersonKind
    status: PersonStatus
    valid_from: Date
    valid_until: Date | null
    known_seq: bigint | null
  }
  'field.person_name': {
    person_id: bigint
    given_name: string
    family_name: string
    display_name: string
    search: GeneratedAlways<string>
  }
  'field.person_contact': { person_id: bigint; email: string | null; phone: string | null; language: string }
  'field.person_address': {
    id: Generated<bigint>
    person_id: bigint
    recipient: string
    line1: string
    line2: string | null
    postal_code: string
    city: string
    region: Generated<string | null>
    country: string
    is_first: boolean
  }
  'field.shop_name': { name: string; person_id: bigint; in_use: boolean; since: Date }
  'field.shop': {
    person_id: bigint
    greeting: string
    photo_id: Generated<bigint | null>
    findable: Generated<boolean>
    wanted_greeting: Generated<string | null>
    wanted_photo_id: Generated<bigint | null>
    wanted_at: Generated<Date | null>
  }
  'field.shop_photo': { id: Generated<bigint>; hash: string; width: number; height: number }
  'field.shop_photo_file': { photo_id: bigint; format: ImageFormat; width: number; sha256: string }
  'field.external_ref': { system: string; external_id: string; person_id: bigint }
  'field.agreement': { version: number; language: string; title: string; body: string; published_at: Date }
  'field.application': {
    id: Generated<bigint>
    sponsor_id: bigint
    market_id: bigint
    given_name: string
    family_name: string
    email: string
    phone: string | null
    language: string
    password_hash: string | null
    agreement_version: number | null
    agreed_at: Date | null
    submitted_at: Date
    state: Generated<ApplicationState>
    decided_at: Date | null
    decided_by_account: bigint | null
    decided_by_rule: string | null
    refusal_reason: string | null
    person_id: bigint | null
  }
}

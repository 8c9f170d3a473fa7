import type { Generated } from 'kysely'
import type { Realm } from '#shared/realm.ts'
import type { AccountStatus, LinkPurpose } from '../domain/account.ts'

export type IdentityTables = {
  'identity.account': {
    id: Generated<bigint>
    realm: Realm
    login: string
    name: string
    person_id: bigint | null
    person_since: Generated<Date | null>
    password_hash: string | null
    status: AccountStatus
    demonstration: Generated<boolean>
    confirmed_at: Generated<Date | null>
    created_at: Generated<Date>
  }
  'identity.earlier_login': {
    id: Generated<bigint>
    account_id: bigint
    login: string
    left_at: Generated<Date>
  }
  'identity.session': {
    id: Generated<bigint>
    account_id: bigint
    token_hash: Buffer
    person_id: Generated<bigint | null>
    person_since: Generated<Date | null>
    created_at: Generated<Date>
    expires_at: Date
    ended_at: Date | null
  }
  'identity.one_time_link': {
    id: Generated<bigint>
    account_id: bigint
    purpose: LinkPurpose
    token_hash: Buffer
    created_at: Generated<Date>
    expires_at: Date
    used_at: Date | null
  }
  'identity.role': { id: Generated<bigint>; code: string; name: string }
  'identity.role_right': { role_id: bigint; right_name: string }
  'identity.account_role': { account_id: bigint; role_id: bigint; market_id: bigint | null }
}

import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import { EVERY_RIGHT } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { listAccounts } from '../store/accounts.ts'
import { listRoles, saveRole } from '../store/roles.ts'
import { codedGrantsOf, readGrants } from '../use-cases/grants-by-code.ts'
import { blockAccount, changeGrants, inviteStaff } from '../use-cases/manage-staff.ts'
import { linkPath } from '../use-cases/one-time-links.ts'
import type { IdentityDeps } from '../use-cases/identity-deps.ts'

const listStaff = route({
  endpoint: contract.listStaff,
  realms: ['staff'],
  right: 'identity.read',
  idempotency: 'safe',
  summary: 'The staff accounts with their roles.',
  handler: async (deps: IdentityDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const search = call.query.search
      const page = await listAccounts(tx, { realm: 'staff', search, ...pageWindow(call.query) })
      const grants = await codedGrantsOf(
        tx,
        page.rows.map((account) => account.id),
      )
      const rows = page.rows.map(({ id, login, name, status }) => ({
        id: deps.ids.close('acc', id),
        login,
        name,
        status,
        roles: grants.get(id) ?? [],
      }))
      return ok({ rows, total: page.total })
    }),
})

// No idempotency key: the kept answer would hold the link's secret. The login stands for the key.
const inviteStaffRoute = route({
  endpoint: contract.inviteStaff,
  realms: ['staff'],
  right: 'identity.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Makes a staff account and the link that lets its owner in once.',
  handler: async (deps: IdentityDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'identity.invite_staff' }, async (tx, about) => {
      const grants = await readGrants(tx, call.body.roles)
      if (!grants.ok) return grants
      const { login, name } = call.body
      const invited = await inviteStaff(tx, { login, name, grants: grants.value })
      if (!invited.ok) return invited
      const { accountId, token } = invited.value
      about('account', accountId)
      return ok({ id: deps.ids.close('acc', accountId), linkPath: linkPath('staff', token) })
    }),
})

const changeGrantsRoute = route({
  endpoint: contract.changeGrants,
  realms: ['staff'],
  right: 'identity.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Gives a staff account exactly these roles.',
  handler: async (deps: IdentityDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'identity.change_roles' }, async (tx, about) => {
      const accountId = deps.ids.open('acc', call.params.id)
      about('account', accountId)
      const grants = await readGrants(tx, call.body.roles)
      return grants.ok ? changeGrants(tx, { accountId, grants: grants.value }) : grants
    }),
})

const blockAccountRoute = route({
  endpoint: contract.blockAccount,
  realms: ['staff'],
  right: 'identity.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Blocks an account, which ends its sessions, or lets it in again.',
  handler: async (deps: IdentityDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'identity.block' }, async (tx, about) => {
      const accountId = deps.ids.open('acc', call.params.id)
      about('account', accountId)
      return blockAccount(tx, {
        accountId,
        blocked: call.body.blocked,
        byAccountId: call.viewer.accountId,
      })
    }),
})

const listRolesRoute = route({
  endpoint: contract.listRoles,
  realms: ['staff'],
  right: 'identity.read',
  idempotency: 'safe',
  summary: 'All roles with their rights.',
  handler: async (deps: IdentityDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const roles = (await listRoles(tx)).map((role) => ({ ...role, rights: [...role.rights] }))
      return ok({ roles })
    }),
})

const saveRoleRoute = route({
  endpoint: contract.saveRole,
  realms: ['staff'],
  right: 'identity.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Makes a role or changes its name and rights.',
  handler: async (deps: IdentityDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'identity.save_role' }, async (tx, about) => {
      const unknown = call.body.rights.find((right) => right !== EVERY_RIGHT && !(right in deps.rights))
      if (unknown !== undefined) return refuse('identity.right_unknown', { right: unknown }, 'rights')
      if (call.params.code === 'administrator' && !call.body.rights.includes(EVERY_RIGHT))
        return refuse('identity.administrator_kept', {}, 'rights')
      about('role', call.params.code)
      await saveRole(tx, { code: call.params.code, ...call.body })
      return ok(undefined)
    }),
})

const listRights = route({
  endpoint: contract.listRights,
  realms: ['staff'],
  right: 'identity.read',
  idempotency: 'safe',
  summary: 'Every right that a role may hold.',
  handler: async (deps: IdentityDeps) =>
    ok({ rights: Object.entries(deps.rights).map(([right, sentence]) => ({ right, sentence })) }),
})

export const staffRoutes = [
  listStaff,
  inviteStaffRoute,
  changeGrantsRoute,
  blockAccountRoute,
  listRolesRoute,
  saveRoleRoute,
  listRights,
]

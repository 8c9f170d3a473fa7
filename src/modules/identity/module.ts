import type { ModuleDefinition } from '#platform/module/module.ts'
import { cleanUpTask } from './tasks/clean-up.ts'
import type { IdentityDeps } from './use-cases/identity-deps.ts'
import { ownAccountRoutes } from './http/own-account-routes.ts'
import { sessionRoutes } from './http/session-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'

export const identityModule: ModuleDefinition<IdentityDeps> = {
  name: 'identity',
  rights: {
    'identity.read': 'See staff accounts and roles',
    'identity.write': 'Invite staff, change roles, block accounts',
  },
  messages: {
    'identity.sign_in_refused': 'The login or the password is not right.',
    'identity.too_many_requests': 'Too many tries. Wait {seconds} seconds and try again.',
    'identity.login_conflict': 'There is an account with this login already.',
    'identity.link_gone': 'This link was used already or is too old. Ask for a new one.',
    'identity.password_short': 'Take at least {least} characters; a short sentence is good.',
    'identity.password_long': 'Take at most {most} characters.',
    'identity.password_guessable': 'This password is too easy to guess.',
    'identity.password_wrong': 'The present password is not right.',
    'identity.login_same': 'This is the login already. Nothing was changed.',
    'identity.session_gone_not_found': 'This session has ended already.',
    'identity.account_not_found': 'There is no such account.',
    'identity.own_account': 'You cannot block your own account.',
    'identity.role_unknown': 'There is no role "{role}".',
    'identity.right_unknown': 'There is no right "{right}".',
    'identity.market_unknown': 'There is no market "{market}".',
    'identity.administrator_kept': 'The role of the administrator keeps every right.',
  },
  tasks: [cleanUpTask],
  routes: [...sessionRoutes, ...ownAccountRoutes, ...staffRoutes],
}

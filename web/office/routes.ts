import type { RouteObject } from 'react-router'

/**
 * Every address of the office. Plain TypeScript without markup, so that scripts can list the routes; each page is
 * loaded when it is first opened.
 */
export const routes: RouteObject[] = [
  { path: '/sign-in', lazy: () => import('./pages/sign-in.tsx') },
  { path: '/welcome', lazy: () => import('./pages/welcome.tsx') },
  { path: '/forgotten', lazy: () => import('./pages/forgotten.tsx') },
  { path: '/confirm', lazy: () => import('./pages/confirm.tsx') },
  {
    path: '/',
    lazy: () => import('./shell.tsx'),
    children: [
      { index: true, lazy: () => import('./pages/home.tsx') },
      { path: 'team/placements', lazy: () => import('./pages/placements.tsx') },
      { path: 'sell', lazy: () => import('./pages/sell.tsx') },
      { path: 'sell/shop', lazy: () => import('./pages/my-shop.tsx') },
      { path: 'sell/customers', lazy: () => import('./pages/customers.tsx') },
      { path: 'sell/pick-up', lazy: () => import('./pages/pick-up.tsx') },
      { path: 'sell/parties', lazy: () => import('./pages/parties.tsx') },
      { path: 'sell/parties/new', lazy: () => import('./pages/new-party.tsx') },
      { path: 'sell/parties/:party', lazy: () => import('./pages/party.tsx') },
      { path: 'sell/parties/:party/change', lazy: () => import('./pages/change-party.tsx') },
      { path: 'sell/report', lazy: () => import('./pages/report-order.tsx') },
      { path: 'sell/drafts', lazy: () => import('./pages/drafts.tsx') },
      { path: 'sell/autoships', lazy: () => import('./pages/autoships.tsx') },
      { path: 'sell/orders', lazy: () => import('./pages/my-orders.tsx') },
      { path: 'sell/orders/:code', lazy: () => import('./pages/my-order.tsx') },
      { path: 'team', lazy: () => import('./pages/team.tsx') },
      { path: 'team/tree', lazy: () => import('./pages/team-tree.tsx') },
      { path: 'team/:person', lazy: () => import('./pages/team-person.tsx') },
      { path: 'money', lazy: () => import('./pages/money.tsx') },
      { path: 'money/then', lazy: () => import('./pages/money-then.tsx') },
      { path: 'money/:period', lazy: () => import('./pages/statement.tsx') },
      { path: 'money/:period/why', lazy: () => import('./pages/why.tsx') },
      { path: 'account', lazy: () => import('./pages/account.tsx') },
      { path: 'grow', lazy: () => import('./pages/grow.tsx') },
      { path: '*', lazy: () => import('./pages/not-found.tsx') },
    ],
  },
]

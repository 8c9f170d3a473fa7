import type { RouteObject } from 'react-router'

/**
 * Every address of the console. Plain TypeScript without markup, so that scripts can list the routes; each page is
 * loaded when it is first opened.
 */
export const routes: RouteObject[] = [
  { path: '/sign-in', lazy: () => import('./pages/sign-in.tsx') },
  { path: '/welcome', lazy: () => import('./pages/welcome.tsx') },
  {
    path: '/',
    lazy: () => import('./shell.tsx'),
    children: [
      { index: true, lazy: () => import('./pages/today.tsx') },
      { path: 'people', lazy: () => import('./pages/people.tsx') },
      { path: 'people/applications', lazy: () => import('./pages/applications.tsx') },
      { path: 'people/trees', lazy: () => import('./pages/trees.tsx') },
      { path: 'people/moves', lazy: () => import('./pages/moves.tsx') },
      { path: 'people/moves/:move', lazy: () => import('./pages/move.tsx') },
      { path: 'people/:person', lazy: () => import('./pages/person.tsx') },
      { path: 'people/:person/team', lazy: () => import('./pages/downline.tsx') },
      { path: 'people/:person/tree', lazy: () => import('./pages/person-tree.tsx') },
      { path: 'orders', lazy: () => import('./pages/orders.tsx') },
      { path: 'orders/:code', lazy: () => import('./pages/order.tsx') },
      { path: 'catalogue', lazy: () => import('./pages/catalogue.tsx') },
      { path: 'catalogue/new', lazy: () => import('./pages/new-product.tsx') },
      { path: 'catalogue/changes', lazy: () => import('./pages/product-changes.tsx') },
      { path: 'catalogue/paper', lazy: () => import('./pages/paper-catalogues.tsx') },
      { path: 'catalogue/paper/:paper', lazy: () => import('./pages/paper-catalogue.tsx') },
      { path: 'catalogue/files', lazy: () => import('./pages/goods-files.tsx') },
      { path: 'catalogue/files/:import', lazy: () => import('./pages/goods-import.tsx') },
      { path: 'catalogue/products/:product', lazy: () => import('./pages/product.tsx') },
      { path: 'catalogue/stock', lazy: () => import('./pages/stock.tsx') },
      { path: 'catalogue/stock/:counted', lazy: () => import('./pages/stock-product.tsx') },
      { path: 'catalogue/stock/pools', lazy: () => import('./pages/stock-pools.tsx') },
      { path: 'promotions', lazy: () => import('./pages/promotions.tsx') },
      { path: 'promotions/new', lazy: () => import('./pages/new-promotion.tsx') },
      { path: 'promotions/coupons', lazy: () => import('./pages/coupons.tsx') },
      { path: 'promotions/:market/:promotion', lazy: () => import('./pages/promotion.tsx') },
      { path: 'pay', lazy: () => import('./pages/periods.tsx') },
      { path: 'pay/periods/:period', lazy: () => import('./pages/close.tsx') },
      { path: 'pay/plans', lazy: () => import('./pages/plan.tsx') },
      { path: 'pay/adjustments', lazy: () => import('./pages/adjustments.tsx') },
      { path: 'pay/adjustments/:adjustment', lazy: () => import('./pages/adjustment.tsx') },
      { path: 'pay/explanations', lazy: () => import('./pages/explanations.tsx') },
      { path: 'money', lazy: () => import('./pages/journals.tsx') },
      { path: 'money/payments', lazy: () => import('./pages/payments.tsx') },
      { path: 'money/:journal', lazy: () => import('./pages/journal.tsx') },
      { path: 'settings', lazy: () => import('./pages/settings.tsx') },
      { path: 'settings/users', lazy: () => import('./pages/users.tsx') },
      { path: '*', lazy: () => import('./pages/not-found.tsx') },
    ],
  },
]

import { index, route, type RouteConfig } from '@react-router/dev/routes'

/**
 * Every address of the shop. Below a distributor's name the same pages sell in that name; without a name they belong
 * to the company. All first words except the shop's name stand in the reserved list of `shared/shop-name.ts`.
 */
export default [
  index('routes/home.tsx', { id: 'home' }),
  route('products', 'routes/products.tsx', { id: 'products' }),
  route('category/:category', 'routes/products.tsx', { id: 'category' }),
  route('product/:code', 'routes/product.tsx', { id: 'product' }),
  route('basket', 'routes/basket.tsx'),
  route('basket/:shared', 'routes/shared-basket.tsx'),
  route('checkout', 'routes/checkout.tsx'),
  route('order/:status', 'routes/order.tsx'),
  route('party/:link', 'routes/party.tsx'),
  route('pay/:order', 'routes/pay.tsx'),
  route('account', 'routes/account.tsx'),
  route('account/sign-in', 'routes/account-sign-in.tsx'),
  route('account/sign-up', 'routes/account-sign-up.tsx'),
  route('account/forgotten', 'routes/account-forgotten.tsx'),
  route('account/welcome/:token', 'routes/account-welcome.tsx'),
  route('account/confirm/:token', 'routes/account-confirm.tsx'),
  route('account/details', 'routes/account-details.tsx'),
  route('account/autoships', 'routes/account-autoships.tsx'),
  route('account/parties', 'routes/account-parties.tsx'),
  route('account/orders/:order', 'routes/account-order.tsx'),
  route('find', 'routes/find.tsx'),
  route('offline', 'routes/offline.tsx'),
  route('manifest.webmanifest', 'routes/manifest.ts'),
  route('robots.txt', 'routes/robots.ts'),
  route('sitemap.xml', 'routes/sitemap.ts'),
  route('join/:code', 'routes/join.tsx'),
  route('join/:code/:application', 'routes/join-waiting.tsx'),
  route(':shop', 'routes/home.tsx', { id: 'shop-home' }),
  route(':shop/products', 'routes/products.tsx', { id: 'shop-products' }),
  route(':shop/category/:category', 'routes/products.tsx', { id: 'shop-category' }),
  route(':shop/product/:code', 'routes/product.tsx', { id: 'shop-product' }),
] satisfies RouteConfig

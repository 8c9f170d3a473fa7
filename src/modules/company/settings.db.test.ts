import { afterAll, beforeAll, expect, test } from 'vitest'
import { ordersModule } from '#modules/orders/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { listSettings } from './contract.ts'

type Cookies = Record<string, string>

let database: TestDatabase
let server: TestApp
let manager: Cookies
let reader: Cookies

beforeAll(async () => {
  database = await freshDatabase()
  await beginField(database)
  server = await testApp(database, [promotionsModule, ordersModule])
  const rights = ['company.read', 'company.write']
  manager = await signInStaff(server, database, { login: 'manager@example.org', rights })
  reader = await signInStaff(server, database, { login: 'reader@example.org', rights: ['company.read'] })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const change = (name: string, payload: object, cookies = manager) =>
  server.app.inject({ method: 'PUT', url: `/api/v1/settings/${name}`, cookies, payload })

async function settingNamed(name: string) {
  const answer = await server.app.inject({ method: 'GET', url: '/api/v1/settings', cookies: reader })
  return listSettings.response.parse(answer.json()).settings.find((setting) => setting.name === name)
}

test('every rule of every module is told with what holds, and a new value holds from its day on', async () => {
  const name = 'orders.first_order_days'
  expect(await settingNamed(name)).toMatchObject({ value: null, optional: true, history: [] })
  expect((await change(name, { market: null, value: 30 })).statusCode).toBe(204)
  expect((await change(name, { market: 'NO', value: 45, validFrom: '2026-01-01' })).statusCode).toBe(204)
  expect((await change(name, { market: null, value: 10, validFrom: '2999-01-01' })).statusCode).toBe(204)
  expect(await settingNamed(name)).toMatchObject({
    value: 30,
    history: [
      { market: null, validFrom: '2999-01-01', value: 10 },
      { market: null, value: 30 },
      { market: 'NO', validFrom: '2026-01-01', value: 45 },
    ],
  })
  expect(await settingNamed('company.name')).toMatchObject({ value: 'Example', kind: 'text' })
})

test('what a setting does not take, an unknown one, market or right is refused and changes nothing', async () => {
  const name = 'orders.late_orders'
  expect((await change(name, { market: null, value: 'perhaps' })).json()).toMatchObject({
    code: 'company.setting_value',
    field: 'value',
  })
  expect((await change(name, { market: 'XX', value: false })).json()).toMatchObject({
    code: 'company.market_unknown',
    field: 'market',
  })
  expect((await change('orders.nothing', { market: null, value: 1 })).statusCode).toBe(404)
  expect((await change(name, { market: null, value: false }, reader)).statusCode).toBe(403)
  expect(await settingNamed(name)).toMatchObject({ value: true, history: [] })
})

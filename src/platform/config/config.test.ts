import { isAbsolute } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

test('nothing needs to be set, and empty variables count as not set', () => {
  const config = readConfig({ PORT: '', DATABASE_URL: '' })
  expect(config).toMatchObject({
    port: 3000,
    databaseUrl: undefined,
    secretIsDefault: true,
    dataDirGiven: false,
  })
  expect(isAbsolute(config.dataDir)).toBe(true)
})

test('carriers are asked with a key, and elsewhere only with one', () => {
  expect(readConfig({}).easyPost).toBeUndefined()
  expect(readConfig({ EASYPOST_API_KEY: 'EZTK1' }).easyPost).toEqual({ apiKey: 'EZTK1', apiBase: undefined })
  expect(() => readConfig({ EASYPOST_API_BASE: 'http://localhost:1' })).toThrow(/EASYPOST_API_KEY is missing/)
})

test('every bad setting is named at once', () => {
  const env = { PORT: 'many', DATABASE_URL: 'mysql://here', OPENFIELD_UNSAFE_FAST_DATABASE: 'perhaps' }
  expect(() => readConfig(env)).toThrow(ConfigError)
  expect(() => readConfig(env)).toThrow(
    /PORT must be.*; DATABASE_URL must look like.*; OPENFIELD_UNSAFE_FAST/,
  )
})

test('Stripe is configured wholly or not at all, and in production takes real money unless said otherwise', () => {
  const keys = {
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
    STRIPE_WEBHOOK_SECRET: 'whsec_1',
  }
  expect(readConfig({}).stripe).toBeUndefined()
  expect(readConfig(keys).stripe).toMatchObject({ secretKey: 'sk_test_1', apiBase: undefined })
  for (const name of Object.keys(keys))
    expect(() => readConfig({ ...keys, [name]: '' })).toThrow(`${name} is missing`)
  expect(() => readConfig({ ...keys, STRIPE_PUBLISHABLE_KEY: 'pk_live_1' })).toThrow(/both be test keys/)
  const production = { ...keys, NODE_ENV: 'production', OPENFIELD_SECRET: 'x'.repeat(40) }
  expect(() => readConfig(production)).toThrow(/no real money/)
  expect(readConfig({ ...production, STRIPE_TEST_KEYS: '1' }).stripe).toBeDefined()
  // The faults name settings and never say what was set.
  expect(() => readConfig({ ...keys, STRIPE_SECRET_KEY: 'hidden' })).toThrow(
    /^(?!.*hidden).*STRIPE_SECRET_KEY/,
  )
  expect(() => readConfig({ ...keys, OPENFIELD_SIMULATED_CARDS: '1' })).toThrow(/exclude each other/)
})

test('mails go by a server only as somebody who is said, whose name may be said too', () => {
  expect(readConfig({})).toMatchObject({
    smtpUrl: undefined,
    mailFrom: { name: '', address: 'no-reply@localhost' },
  })
  const url = { SMTP_URL: 'smtps://house:hidden@mail.example.com' }
  expect(() => readConfig(url)).toThrow(/^(?!.*hidden).*MAIL_FROM/)
  expect(readConfig({ ...url, MAIL_FROM: '"Green Field" <post@example.com>' }).mailFrom).toEqual({
    name: 'Green Field',
    address: 'post@example.com',
  })
  expect(readConfig({ MAIL_FROM: 'post@example.com' }).mailFrom).toEqual({
    name: '',
    address: 'post@example.com',
  })
  for (const from of ['nobody', 'A <b@c>\r\nBcc: d@e'])
    expect(() => readConfig({ MAIL_FROM: from })).toThrow(/MAIL_FROM/)
  expect(() => readConfig({ SMTP_URL: 'https://example.com', MAIL_FROM: 'a@b' })).toThrow(
    /SMTP_URL must look like/,
  )
})

test('the public secret and short ones are refused in production', () => {
  expect(() => readConfig({ NODE_ENV: 'production' })).toThrow(/OPENFIELD_SECRET is not set/)
  expect(() => readConfig({ NODE_ENV: 'production', OPENFIELD_SECRET: 'short' })).toThrow(/at least 32/)
  const secret = 'x'.repeat(40)
  expect(readConfig({ NODE_ENV: 'production', OPENFIELD_SECRET: secret })).toMatchObject({
    production: true,
    secret,
  })
})

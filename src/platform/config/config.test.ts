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

test('every bad setting is named at once', () => {
  const env = { PORT: 'many', DATABASE_URL: 'mysql://here', OPENFIELD_UNSAFE_FAST_DATABASE: 'perhaps' }
  expect(() => readConfig(env)).toThrow(ConfigError)
  expect(() => readConfig(env)).toThrow(
    /PORT must be.*; DATABASE_URL must look like.*; OPENFIELD_UNSAFE_FAST/,
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

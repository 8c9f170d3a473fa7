import { resolve } from 'node:path'
import { z } from 'zod'
import { StartError } from './start-error.ts'

/** Everything that can be set from outside, read once at start and passed on. */
export type Config = Readonly<{
  port: number
  host: string
  /** Absolute folder of the embedded database, its password and its log. */
  dataDir: string
  /** True when DATA_DIR was named by the operator and so may not be replaced by a better place. */
  dataDirGiven: boolean
  /** A server of the operator's own; without it the embedded one is used. */
  databaseUrl: string | undefined
  /** Connections of a node for pages. */
  databasePoolMax: number
  /** Connections for placing orders, which wait for no page and no job. */
  databasePoolOrders: number
  /** Connections for jobs and for what follows the outbox. */
  databasePoolJobs: number
  /** Orders that one transaction writes at most, of those that come at the same moment; 1 writes each by itself. */
  ordersTogether: number
  production: boolean
  /** Keys of cookies, outside ids and the database login are derived from it. */
  secret: string
  secretIsDefault: boolean
  /** The one named override of the durability check, for tests and throw-away demonstrations. */
  unsafeFastDatabase: boolean
  jobConcurrency: number
  /** Where people reach this installation from outside; `https` makes cookies travel over TLS only. */
  publicUrl: string | undefined
  /** Whether a proxy in front tells the caller's address. */
  trustProxy: boolean
  /** Multiplies every limit of calls a minute, for load runs. */
  rateLimitFactor: number
  logLevel: 'silent' | 'error' | 'warn' | 'info'
  /** Where threads leave what they did and when, for measurements; without it nothing is noted. */
  diaryFolder: string | undefined
  /** Who takes cards for the company; undefined where nobody does. */
  stripe: StripeConfig | undefined
  /** The key of EasyPost, which tells what carriers take, and another place than its own where a simulator stands in. */
  easyPost: Readonly<{ apiKey: string; apiBase: string | undefined }> | undefined
  /** The server that takes mails away, with user and password; without it they are kept in a folder of the data and reach nobody. */
  smtpUrl: string | undefined
  /** As whom mails are sent; an empty name stands for that of the company. */
  mailFrom: Readonly<{ name: string; address: string }>
  /** A simulator of Stripe is started beside the program, so that cards can be tried without any account. */
  simulatedCards: boolean
}>

/** What Stripe gives a company: keys, the secret of its messages, and another place than its own where a simulator stands in. */
export type StripeConfig = Readonly<{
  secretKey: string
  publishableKey: string
  webhookSecret: string
  apiBase: string | undefined
}>

/** A setting that cannot be used; the message names the setting and what was expected. */
export class ConfigError extends StartError {}

const DEMONSTRATION_SECRET = 'openfield demonstration secret, never for production'
const SECRET_LENGTH_MIN = 32

const MAIL_FROM = /^(?:(?<name>[^<>\r\n]*)<(?<named>[^\s@<>]+@[^\s@<>]+)>|(?<bare>[^\s@<>]+@[^\s@<>]+))$/
const NOBODY = 'no-reply@localhost'

const flag = z.enum(['1', 'true', '0', 'false', ''], { error: 'must be 1 or 0' }).transform(isOn)
const settings = z.object({
  PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default('localhost'),
  DATA_DIR: z.string().min(1).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://…' }).optional(),
  DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(500).default(10),
  DATABASE_POOL_ORDERS: z.coerce.number().int().min(2).max(500).default(6),
  DATABASE_POOL_JOBS: z.coerce.number().int().min(2).max(500).default(6),
  ORDERS_TOGETHER: z.coerce.number().int().min(1).max(500).default(64),
  NODE_ENV: z.string().default('development'),
  OPENFIELD_SECRET: z
    .string()
    .min(SECRET_LENGTH_MIN, `must have at least ${SECRET_LENGTH_MIN} characters`)
    .optional(),
  OPENFIELD_UNSAFE_FAST_DATABASE: flag.default(false),
  JOB_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must look like https://…' }).optional(),
  TRUST_PROXY: flag.default(false),
  RATE_LIMIT_FACTOR: z.coerce.number().int().min(1).max(1_000_000).default(1),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info']).default('error'),
  OPENFIELD_DIARY: z.string().min(1).optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_/, 'must begin with sk_ or rk_')
    .optional(),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_/, 'must begin with pk_')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_/, 'must begin with whsec_')
    .optional(),
  STRIPE_API_BASE: z.url({ protocol: /^https?$/, error: 'must look like http://…' }).optional(),
  STRIPE_TEST_KEYS: flag.default(false),
  EASYPOST_API_KEY: z.string().min(1).optional(),
  EASYPOST_API_BASE: z.url({ protocol: /^https?$/, error: 'must look like http://…' }).optional(),
  OPENFIELD_SIMULATED_CARDS: flag.default(false),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must look like smtps://user:password@host' }).optional(),
  MAIL_FROM: z.string().regex(MAIL_FROM, 'must be an address, or a name with <address>').optional(),
})

function isOn(text: string): boolean {
  return text === '1' || text === 'true'
}

/**
 * Reads the configuration from the environment; empty variables count as absent.
 * Throws ConfigError with one sentence that names every bad setting.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = settings.safeParse(given)
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new ConfigError(`The configuration cannot be used: ${faults.join('; ')}.`)
  }
  const value = read.data
  const production = value.NODE_ENV === 'production'
  if (production && (value.OPENFIELD_SECRET ?? DEMONSTRATION_SECRET) === DEMONSTRATION_SECRET) {
    throw new ConfigError(
      'NODE_ENV is production and OPENFIELD_SECRET is not set: the built-in secret is public. ' +
        'Set OPENFIELD_SECRET to a random text of at least 32 characters and keep it.',
    )
  }
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.DATA_DIR ?? '.data'),
    dataDirGiven: value.DATA_DIR !== undefined,
    databaseUrl: value.DATABASE_URL,
    databasePoolMax: value.DATABASE_POOL_MAX,
    databasePoolOrders: value.DATABASE_POOL_ORDERS,
    databasePoolJobs: value.DATABASE_POOL_JOBS,
    ordersTogether: value.ORDERS_TOGETHER,
    production,
    secret: value.OPENFIELD_SECRET ?? DEMONSTRATION_SECRET,
    secretIsDefault: value.OPENFIELD_SECRET === undefined,
    unsafeFastDatabase: value.OPENFIELD_UNSAFE_FAST_DATABASE,
    jobConcurrency: value.JOB_CONCURRENCY,
    publicUrl: value.PUBLIC_URL,
    trustProxy: value.TRUST_PROXY,
    rateLimitFactor: value.RATE_LIMIT_FACTOR,
    logLevel: value.LOG_LEVEL,
    diaryFolder: value.OPENFIELD_DIARY,
    stripe: stripeOf(value, production),
    easyPost: easyPostOf(value),
    simulatedCards: simulatedOf(value, production),
    smtpUrl: value.SMTP_URL,
    mailFrom: mailFromOf(value),
  }
}

type Settings = z.output<typeof settings>

/** Stripe as it is configured: wholly or not at all, and in production with keys that move money unless said otherwise. */
function stripeOf(value: Settings, production: boolean): StripeConfig | undefined {
  const given = {
    STRIPE_SECRET_KEY: value.STRIPE_SECRET_KEY,
    STRIPE_PUBLISHABLE_KEY: value.STRIPE_PUBLISHABLE_KEY,
    STRIPE_WEBHOOK_SECRET: value.STRIPE_WEBHOOK_SECRET,
  }
  const missing = Object.entries(given).flatMap(([name, text]) => (text === undefined ? [name] : []))
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_PUBLISHABLE_KEY: publishableKey } = value
  const { STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: apiBase } = value
  if (secretKey === undefined || publishableKey === undefined || webhookSecret === undefined) {
    if (missing.length === Object.keys(given).length && apiBase === undefined) return undefined
    throw new ConfigError(
      `Stripe is configured by half: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. Set all of them, or none.`,
    )
  }
  const [isTest, isTestToo] = [secretKey, publishableKey].map((key) => key.includes('_test_'))
  if (isTest !== isTestToo)
    throw new ConfigError(
      'STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY must both be test keys, or both be live ones.',
    )
  if (production && (isTest === true || apiBase !== undefined) && !value.STRIPE_TEST_KEYS)
    throw new ConfigError(
      'NODE_ENV is production and Stripe is set to take no real money (test keys or STRIPE_API_BASE). ' +
        'Set live keys, or STRIPE_TEST_KEYS to 1 if that is meant.',
    )
  return { secretKey, publishableKey, webhookSecret, apiBase }
}

function easyPostOf({ EASYPOST_API_KEY: apiKey, EASYPOST_API_BASE: apiBase }: Settings): Config['easyPost'] {
  if (apiKey !== undefined) return { apiKey, apiBase }
  if (apiBase === undefined) return undefined
  throw new ConfigError('EASYPOST_API_BASE is set and EASYPOST_API_KEY is missing. Set both, or neither.')
}

function simulatedOf(value: Settings, production: boolean): boolean {
  if (!value.OPENFIELD_SIMULATED_CARDS) return false
  if (production)
    throw new ConfigError('OPENFIELD_SIMULATED_CARDS is for demonstrations and cannot be used in production.')
  if (value.STRIPE_SECRET_KEY !== undefined)
    throw new ConfigError(
      'OPENFIELD_SIMULATED_CARDS and STRIPE_SECRET_KEY exclude each other. Set one of them.',
    )
  return true
}

/** Whoever has a server that takes mails says as whom they are sent: it would take none of another's. */
function mailFromOf({ SMTP_URL, MAIL_FROM: given }: Settings): Config['mailFrom'] {
  if (SMTP_URL !== undefined && given === undefined)
    throw new ConfigError(
      'SMTP_URL is set and MAIL_FROM is not. Set MAIL_FROM to the address that mails come from.',
    )
  const { name = '', named, bare } = MAIL_FROM.exec(given ?? NOBODY)?.groups ?? {}
  return { name: name.replaceAll('"', '').trim(), address: named ?? bare ?? NOBODY }
}

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
  /** Connections for sessions and for placing orders, which wait for no page and no job. */
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
}>

/** A setting that cannot be used; the message names the setting and what was expected. */
export class ConfigError extends StartError {}

const DEMONSTRATION_SECRET = 'openfield demonstration secret, never for production'
const SECRET_LENGTH_MIN = 32

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
  }
}

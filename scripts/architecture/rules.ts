// The rules of the house as data: which place may know which. `check-imports.ts` and `check-sql.ts` apply them.

/** The modules in the order in which they may know each other: each knows only those before it. */
export const MODULE_ORDER = [
  'company',
  'identity',
  'field',
  'genealogy',
  'catalog',
  'tax',
  'shipping',
  'inventory',
  'ledger',
  'payments',
  'compliance',
  'promotions',
  'orders',
  'billing',
  'compensation',
  'positions',
  'payouts',
  'incentives',
  'channels',
  'warehouse',
  'crm',
  'messaging',
  'experiments',
  'intelligence',
  'social',
  'learning',
  'reporting',
] as const

/** The places inside a module. A file of a module lies in one of these folders or is one of these files. */
export const MODULE_FOLDERS = [
  'domain',
  'use-cases',
  'store',
  'http',
  'tasks',
  'adapters',
  'contract',
] as const
export const MODULE_FILES = ['api.ts', 'contract.ts', 'module.ts', 'views.ts'] as const

export type Layer =
  | (typeof MODULE_FOLDERS)[number]
  | 'api'
  | 'contract'
  | 'module'
  | 'views'
  | 'test'
  | 'elsewhere'

/**
 * What a place may import. `own` names layers of the same module; `others` names layers of earlier modules;
 * `platform` is true for all of it or a list of its folders; `packages` is true for all or a list of names.
 */
export type Allowance = Readonly<{
  rule: string
  own: readonly Layer[]
  others: readonly Layer[]
  platform: boolean | readonly string[]
  packages: boolean | readonly string[]
  node: boolean | readonly string[]
  shared: boolean
}>

/**
 * What arrives without a type (JSON of a SQL function, a job's payload, a thread's message) is narrowed by a shape, never
 * by a cast; so every layer but the domain may use zod.
 */
const SHAPES = ['zod'] as const

const nothing = { own: [], others: [], platform: false, packages: false, node: false, shared: true } as const

/** The rows of the import table, one for each layer of a module. */
export const LAYERS: Readonly<Record<Exclude<Layer, 'elsewhere'>, Allowance>> = {
  domain: {
    ...nothing,
    rule: 'domain is pure: its own domain and shared, no package, no node:',
    own: ['domain'],
  },
  'use-cases': {
    ...nothing,
    rule: "use-cases know their own domain and store, platform, shared and earlier modules' api.ts",
    own: ['use-cases', 'domain', 'store', 'views'],
    others: ['api'],
    platform: true,
    packages: SHAPES,
  },
  store: {
    ...nothing,
    rule: "store knows its own domain and tables, platform/postgres, shared and earlier modules' views.ts",
    own: ['store', 'domain', 'views'],
    others: ['views'],
    platform: ['postgres'],
    // The queries are written with Kysely, which platform/postgres hands out as `Tx`.
    packages: ['kysely', ...SHAPES],
  },
  http: {
    ...nothing,
    rule: 'http knows its own use-cases, store and contract, platform and shared',
    own: ['http', 'use-cases', 'store', 'contract', 'domain'],
    platform: true,
    packages: SHAPES,
  },
  tasks: {
    ...nothing,
    rule: 'tasks know their own use-cases, store and contract, platform and shared',
    own: ['tasks', 'use-cases', 'store', 'contract', 'domain'],
    platform: true,
    packages: SHAPES,
  },
  adapters: {
    ...nothing,
    rule: "adapters know their own domain's ports, platform, shared and packages",
    own: ['adapters', 'domain'],
    platform: true,
    packages: true,
    node: true,
  },
  contract: {
    ...nothing,
    rule: 'a contract knows zod, shared and the other parts of itself',
    own: ['contract'],
    packages: ['zod'],
  },
  views: {
    ...nothing,
    rule: 'views.ts names published views, with types of its own domain and shared',
    own: ['domain'],
  },
  api: {
    ...nothing,
    rule: 'api.ts names what its own module offers',
    own: ['domain', 'use-cases', 'store', 'views', 'contract'],
    platform: true,
  },
  module: {
    ...nothing,
    rule: 'module.ts gathers the routes, tasks and event handlers of its own module',
    own: ['http', 'tasks', 'use-cases', 'store', 'domain', 'adapters', 'contract'],
    platform: true,
  },
  test: {
    rule: 'a test knows its own module, and other modules by their api.ts, contract.ts and module.ts',
    own: [...MODULE_FOLDERS, 'api', 'contract', 'module', 'views', 'test'],
    others: ['api', 'contract', 'module', 'views'],
    platform: true,
    packages: true,
    node: true,
    shared: true,
  },
}

/**
 * Folders that know less than their layer allows: `knows` lists the files and folders that they may import besides their
 * own, `never` takes some of those out again.
 */
export type Enclosure = Readonly<{
  folder: string
  rule: string
  knows: readonly string[]
  never: readonly string[]
}>

const PAY = 'src/modules/compensation/domain'

export const ENCLOSURES: readonly Enclosure[] = [
  {
    folder: `${PAY}/checker/`,
    rule: 'the checker knows the parsed plan, inputs and results of a run, and nothing of the engine, its numbers or its rounding',
    knows: [
      ...['plan', 'expression', 'words', 'value'].map((file) => `${PAY}/language/${file}.ts`),
      `${PAY}/pay/pay-input.ts`,
      `${PAY}/pay/pay-result.ts`,
      'src/shared/',
    ],
    never: ['exact', 'ratio', 'allocate', 'nearest'].map((file) => `src/shared/${file}.ts`),
  },
]

/** Where the real code differs from the table, with the reason. Each must still be needed, or the check fails. */
export type Exception = Readonly<{ file: string; imports: string; reason: string }>

export const EXCEPTIONS: readonly Exception[] = [
  ...['node:fs', 'node:path', 'node:url'].map((imports) => ({
    file: 'web/storefront/adapter.ts',
    imports,
    reason: 'the shop is rendered on the server; this is the one file of web/ that runs inside Fastify',
  })),
  {
    file: 'src/shared/contract.ts',
    imports: 'zod',
    reason:
      'the shapes that all contracts share; a contract, which web and server both read, knows only zod and shared',
  },
]

/** The composition roots: the only files that know everything. */
export function isRoot(path: string): boolean {
  return /^src\/(main|cli)(\.[a-z.]*test)?\.ts$|^src\/(cli|demo|start)\//.test(path)
}

/** Files that load a program whose path they are told; each says why. */
export const COMPUTED_IMPORTS: Readonly<Record<string, string>> = {
  'src/platform/threads/thread-entry.ts': 'a thread runs the file that its starter names',
  'src/platform/threads/kept-thread-entry.ts': 'a thread runs the file that its starter names',
  'src/platform/threads/beside-thread-entry.ts': 'a thread runs the file that its starter names',
  'web/storefront/adapter.ts': 'loads the built shop, which exists only after the build',
}

export const FOLDERS_REFUSED = ['utils', 'util', 'helpers', 'helper', 'common', 'misc'] as const

/** Lines of a file at most, by the first pattern that fits. The linter holds functions and code lines to less. */
export const LINES_MAX: readonly Readonly<{ files: RegExp; lines: number }>[] = [
  { files: /\.(test|journey)\.tsx?$/, lines: 600 },
  // Each endpoint brings its shapes with an example: the close's page alone is 100 lines. What is more lies in the folder contract.
  { files: /\/contract\.ts$/, lines: 700 },
  { files: /\/texts\/[a-z-]+\.ts$/, lines: 1500 },
  // A style sheet is a flat list of small rules.
  { files: /\.css$/, lines: 700 },
  { files: /\.(ts|tsx|sql)$/, lines: 400 },
]

export const API_NAMES_MAX = 36

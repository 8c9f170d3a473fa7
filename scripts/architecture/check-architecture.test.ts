import { describe, expect, test } from 'vitest'
import { checkTree } from './check-tree.ts'
import { moduleGraph, withGraph } from './module-graph.ts'
import { MODULE_ORDER } from './rules.ts'

/** A small tree that keeps every rule; each case plants one breach into it. */
const sound: Readonly<Record<string, string>> = {
  'src/main.ts':
    "import { orders } from '#modules/orders/module.ts'\nimport './cli/run.ts'\nexport const all = [orders]\n",
  'src/shared/money.ts': 'export type Money = Readonly<{ minor: bigint }>\n',
  'src/platform/postgres/database.ts':
    "import type { Kysely } from 'kysely'\nexport type Tx = Kysely<object>\n",
  'src/modules/field/views.ts': "export type FieldViews = { 'field.v_person': { id: bigint } }\n",
  'src/modules/field/api.ts': "export { findPerson } from './use-cases/find-person.ts'\n",
  'src/modules/field/contract.ts': "import { z } from 'zod'\nexport const person = z.object({})\n",
  'src/modules/field/use-cases/find-person.ts': 'export const findPerson = (id: bigint) => id\n',
  'src/modules/field/store/migrations/1.sql':
    'CREATE TABLE field.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text UNIQUE);\n' +
    'CREATE VIEW field.v_person AS SELECT id FROM field.person;\n',
  'src/modules/orders/domain/basket.ts':
    "import type { Money } from '#shared/money.ts'\nexport type Basket = Money\n",
  'src/modules/orders/store/tables.ts': "export type OrderTables = { 'orders.order': { id: bigint } }\n",
  'src/modules/orders/store/orders.ts':
    "import { sql } from 'kysely'\nimport type { FieldViews } from '#modules/field/views.ts'\n" +
    'export const find = sql<FieldViews>`SELECT o.id FROM orders."order" o JOIN field.v_person p ON p.id = o.id`\n',
  'src/modules/orders/use-cases/place-order.ts':
    "import { findPerson } from '#modules/field/api.ts'\nexport const placeOrder = findPerson\n",
  'src/modules/orders/http/routes.ts':
    "import { placeOrder } from '../use-cases/place-order.ts'\nexport const routes = [placeOrder]\n",
  'src/modules/orders/module.ts':
    "import { routes } from './http/routes.ts'\nexport const orders = { routes }\n",
  'src/modules/orders/store/migrations/2.sql':
    'CREATE TABLE orders."order" (id bigint PRIMARY KEY, person_id bigint REFERENCES field.person);\n' +
    "SELECT platform.read_write('orders.order');\n",
  'web/kit/money.tsx':
    "import type { Money } from '#shared/money.ts'\nexport const text = (money: Money) => <b>{money.minor}</b>\n",
  'web/office/home.tsx':
    "import { person } from '#modules/field/contract.ts'\nimport { text } from '#kit/money.tsx'\nexport const home = { person, text }\n",
}

function breachesOf(planted: Readonly<Record<string, string>>): string[] {
  const { breaches } = checkTree(new Map(Object.entries({ ...sound, ...planted })))
  return breaches.map((breach) => `${breach.file}:${breach.line} ${breach.rule}`)
}

const order = 'src/modules/orders'

/** One file that breaks one rule, the line, and a piece of the rule that must be named. */
const planted: readonly (readonly [string, string, string, number, string])[] = [
  [
    'shared knows a module',
    'src/shared/a.ts',
    "import '#modules/field/api.ts'",
    1,
    'shared knows only shared',
  ],
  ['shared knows a package', 'src/shared/a.ts', "import { z } from 'zod'", 1, 'shared knows only shared'],
  [
    'platform knows a module',
    'src/platform/http/a.ts',
    "export const x = 1\nexport { findPerson } from '#modules/field/api.ts'",
    2,
    'no module',
  ],
  ['domain knows a package', `${order}/domain/a.ts`, "import { z } from 'zod'", 1, 'domain is pure'],
  ['domain knows node', `${order}/domain/a.ts`, "import { join } from 'node:path'", 1, 'domain is pure'],
  [
    'domain knows platform by type',
    `${order}/domain/a.ts`,
    "import type { Tx } from '#platform/postgres/database.ts'",
    1,
    'domain is pure',
  ],
  [
    'domain knows its store by import()',
    `${order}/domain/a.ts`,
    "export const s = () =>\n  import('../store/orders.ts')",
    2,
    'domain is pure',
  ],
  [
    'domain knows another by an inline type',
    `${order}/domain/a.ts`,
    "export type P = import('#modules/field/api.ts').P",
    1,
    'another module|domain is pure',
  ],
  ['domain reads the clock', `${order}/domain/a.ts`, 'export const now = () => Date.now()', 1, 'no clock'],
  ['domain reads today', `${order}/domain/a.ts`, '\nexport const now = () => new Date()', 2, 'no clock'],
  [
    'domain throws dice',
    `${order}/domain/a.ts`,
    'export const dice = () => Math.random()',
    1,
    'no chance|no clock, no chance',
  ],
  ['domain reads the environment', `${order}/domain/a.ts`, 'export const e = process.env', 1, 'no I/O'],
  [
    'use case reads the clock',
    `${order}/use-cases/a.ts`,
    'export const now = () => Date.now()',
    1,
    'injected clock',
  ],
  ['use case knows http', `${order}/use-cases/a.ts`, "import '../http/routes.ts'", 1, 'use-cases know'],
  ['use case knows a package', `${order}/use-cases/a.ts`, "import Stripe from 'stripe'", 1, 'use-cases know'],
  [
    'use case knows another store',
    `${order}/use-cases/a.ts`,
    "import '#modules/field/store/people.ts'",
    1,
    'api.ts only',
  ],
  [
    'use case knows another use case',
    `${order}/use-cases/a.ts`,
    "import '../../field/use-cases/find-person.ts'",
    1,
    'api.ts only',
  ],
  [
    'use case knows a later module',
    'src/modules/field/use-cases/a.ts',
    "import '#modules/orders/api.ts'",
    1,
    'those before it',
  ],
  ['store knows a use case', `${order}/store/a.ts`, "import '../use-cases/place-order.ts'", 1, 'store knows'],
  ['store knows another api', `${order}/store/a.ts`, "import '#modules/field/api.ts'", 1, 'store knows'],
  ['store knows jobs', `${order}/store/a.ts`, "import '#platform/jobs/jobs.ts'", 1, 'store knows'],
  ['http knows another module', `${order}/http/a.ts`, "import '#modules/field/api.ts'", 1, 'http knows'],
  ['http knows a package', `${order}/http/a.ts`, "import fastify from 'fastify'", 1, 'http knows'],
  ['task knows http', `${order}/tasks/a.ts`, "import '../http/routes.ts'", 1, 'tasks know'],
  ['adapter knows the store', `${order}/adapters/a.ts`, "import '../store/orders.ts'", 1, 'adapters know'],
  [
    'contract knows its domain',
    `${order}/contract.ts`,
    "import '../orders/domain/basket.ts'",
    1,
    'a contract knows',
  ],
  [
    'contract knows another contract',
    `${order}/contract.ts`,
    "import '#modules/field/contract.ts'",
    1,
    'api.ts only|a contract knows',
  ],
  ['web knows an api', 'web/office/a.ts', "import '#modules/field/api.ts'", 1, 'web knows'],
  ['web knows platform', 'web/office/a.ts', "import '#platform/postgres/database.ts'", 1, 'web knows'],
  ['web knows node', 'web/office/a.ts', "import 'node:fs'", 1, 'web knows'],
  ['one app knows another', 'web/console/a.ts', "import '../office/home.tsx'", 1, 'web knows'],
  ['kit knows an app', 'web/kit/a.ts', "import '../office/home.tsx'", 1, 'web knows'],
  ['views.ts knows the store', `${order}/views.ts`, "import './store/orders.ts'", 1, 'views.ts names'],
  ['api.ts knows http', `${order}/api.ts`, "import './http/routes.ts'", 1, 'api.ts names'],
  [
    'module.ts knows another module',
    `${order}/module.ts`,
    "import '#modules/field/api.ts'",
    1,
    'module.ts gathers',
  ],
  [
    'a test reaches into another module',
    `${order}/a.test.ts`,
    "import '#modules/field/store/a.ts'",
    1,
    'api.ts only|a test knows',
  ],
  [
    'a worker file across modules',
    `${order}/use-cases/a.ts`,
    "new URL('../../field/store/a.ts', import.meta.url)",
    1,
    'api.ts only',
  ],
  [
    'a computed import',
    `${order}/use-cases/a.ts`,
    'export const load = (p: string) => import(p)',
    1,
    'can be read',
  ],
  ...[
    ['the engine', "import { runPay } from '../pay/run-pay.ts'"],
    ['the reader of plans', "import { readPlan } from '../language/read-plan.ts'"],
    ['the numbers of the engine', "import { add } from '#shared/exact.ts'"],
    ['the rounding of the engine', "import type { Rounding } from '#shared/ratio.ts'"],
    ['the first engine', "import { run } from '../engine/run.ts'"],
  ].map(
    ([what = '', text = '']) =>
      [
        `the checker of pay knows ${what}`,
        'src/modules/compensation/domain/checker/a.ts',
        text,
        1,
        'the checker knows',
      ] as const,
  ),
  ['a module without a place', 'src/modules/lottery/domain/a.ts', 'export const x = 1', 1, 'its room'],
  ['a folder without a meaning', `${order}/services/a.ts`, 'export const x = 1', 1, 'its room'],
  ['an index that passes on', 'src/platform/http/index.ts', "export * from './app.ts'", 1, 'no barrels'],
  [
    'a file that only passes on',
    'src/platform/http/all.ts',
    "export { a, b } from './app.ts'",
    1,
    'no barrels',
  ],
  ['a drawer', 'web/kit/utils/a.ts', 'export const x = 1', 1, 'no drawer'],
  ['a long file', 'web/kit/a.ts', '\n'.repeat(401), 400, 'files are small'],
  [
    'a test that is skipped',
    `${order}/domain/a.test.ts`,
    "import { test } from 'vitest'\ntest.skip('x', () => 1)",
    2,
    'tests run',
  ],
  ['a mock of own code', `${order}/domain/a.test.ts`, "vi.mock('../store/orders.ts')", 1, 'tests run'],
  [
    'a migration reads another table',
    `${order}/store/migrations/3.sql`,
    '-- field.person is fine here\nSELECT id\nFROM field.person;',
    3,
    'SQL touches',
  ],
  [
    'a function body reads another table',
    `${order}/store/migrations/3.sql`,
    'CREATE FUNCTION orders.f() RETURNS bigint LANGUAGE sql AS $$\n  SELECT id FROM field.person $$;',
    2,
    'SQL touches',
  ],
  [
    'a migration reads a later view',
    'src/modules/field/store/migrations/3.sql',
    'SELECT id FROM orders.v_order;',
    1,
    'SQL touches',
  ],
  [
    'a migration writes a view',
    `${order}/store/migrations/3.sql`,
    'UPDATE field.v_person SET id = 1;',
    1,
    'SQL touches',
  ],
  [
    'a migration changes another table',
    `${order}/store/migrations/3.sql`,
    'ALTER TABLE field.person ADD x text;',
    1,
    'SQL touches',
  ],
  [
    "a migration grants another's table",
    `${order}/store/migrations/3.sql`,
    "SELECT platform.read_write('field.person');",
    1,
    'SQL touches',
  ],
  [
    'a module writes a platform table',
    `${order}/store/migrations/3.sql`,
    'INSERT INTO platform.outbox (kind) VALUES (1);',
    1,
    'SQL touches',
  ],
  [
    'the platform reads a module',
    'src/platform/audit/migrations/3.sql',
    'SELECT id FROM field.v_person;',
    1,
    'SQL touches',
  ],
  [
    'a key to a column that is not the key',
    `${order}/store/migrations/3.sql`,
    'CREATE TABLE orders.x (c text REFERENCES field.person (code));',
    1,
    'foreign keys',
  ],
  [
    'a key to a later module',
    'src/modules/field/store/migrations/3.sql',
    'CREATE TABLE field.x (c bigint REFERENCES orders."order");',
    1,
    'foreign keys',
  ],
  [
    'a sql text reads another table',
    `${order}/store/a.ts`,
    "import { sql } from 'kysely'\nexport const q = sql`\n  SELECT 1 FROM field.person`",
    3,
    'SQL touches',
  ],
  [
    'a plain text is SQL too',
    `${order}/store/a.ts`,
    "export const q = 'SELECT id FROM field.person'",
    1,
    'SQL touches',
  ],
  [
    'the query builder reads another table',
    `${order}/store/a.ts`,
    "export const q = (tx: X) => tx.selectFrom('field.person as p')",
    1,
    'SQL touches',
  ],
  [
    'the query builder writes a view',
    `${order}/store/a.ts`,
    "export const q = (tx: X) => tx.insertInto('field.v_person')",
    1,
    'SQL touches',
  ],
  [
    "tables.ts types another's table",
    `${order}/store/tables.ts`,
    "export type T = { 'field.person': { id: bigint } }",
    1,
    'own tables only',
  ],
]

describe('the checker of the architecture', () => {
  test('finds nothing in a tree that keeps the rules', () => {
    expect(breachesOf({})).toEqual([])
  })

  test.each(planted)('fails when %s', (_name, file, text, line, rule) => {
    const found = breachesOf({ [file]: text })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^${file}:${line} .*(${rule})`))
  })

  test('lets composition roots know everything', () => {
    expect(breachesOf({ 'src/cli/a.ts': "import '#modules/field/store/people.ts'\nimport 'pg'\n" })).toEqual(
      [],
    )
  })

  test('lets an earlier module be joined by its view, its functions and its primary key', () => {
    const text =
      'CREATE TABLE orders.x (a bigint REFERENCES field.person (id), b bigint, FOREIGN KEY (b) REFERENCES field.person);\n' +
      'SELECT field.public_face(1), p.id FROM field.v_person p;\n' +
      'CREATE TRIGGER t AFTER INSERT ON orders.x FOR EACH ROW EXECUTE FUNCTION platform.refuse();\n' +
      'SELECT 1 FROM orders.x FOR UPDATE;\n'
    expect(breachesOf({ 'src/modules/orders/store/migrations/4.sql': text })).toEqual([])
  })

  test('calls an exception that nothing needs any more', () => {
    expect(breachesOf({ 'src/shared/contract.ts': 'export const page = 1\n' })).toEqual([
      'src/shared/contract.ts:1 an exception is needed',
    ])
  })

  test('names no module twice in the order', () => {
    expect(new Set(MODULE_ORDER).size).toBe(MODULE_ORDER.length)
  })
})

describe('the picture of the modules', () => {
  test('draws an arrow to each module that is known, once', () => {
    const { sources } = checkTree(new Map(Object.entries(sound)))
    expect(moduleGraph(sources)).toBe('```mermaid\ngraph BT\n  field\n  orders\n  orders --> field\n```')
  })

  test('stands between its markers and replaces the last one', () => {
    const { sources } = checkTree(new Map(Object.entries(sound)))
    const empty =
      '# A\n<!-- module graph: written by scripts/check-architecture.ts --write -->\n<!-- end of module graph -->\n'
    const once = withGraph(empty, moduleGraph(sources))
    expect(once).toContain('orders --> field')
    expect(withGraph(once, moduleGraph(sources))).toBe(once)
    expect(() => withGraph('# A', '')).toThrow('needs the lines')
  })
})

/** Somebody whose downline is asked about, with what the questions about it look for. */
export type AskedPerson = Readonly<{
  /** The id in the database, the id outside, and the code. */
  id: string
  outside: string
  code: string
  /** On top of all, the distributor with the largest team, who stands deepest, or drawn by chance. */
  role: 'root' | 'top' | 'deepest' | 'drawn'
  /** The beginning of the code and of the family name of somebody below, or of the person where nobody is. */
  codeBeginning: string
  nameBeginning: string
  /** Somebody else, to be related to. */
  other: Readonly<{ id: string; code: string }>
}>

/** How a question is asked of the program and of SQL, and what both have to tell alike. */
export type BenchQuestion = Readonly<{
  name: string
  /** Who asks: staff about anybody, or the person about the own team, who sees less of it. */
  as: 'staff' | 'distributor'
  path: (person: AskedPerson) => string
  /** What of the answer is compared. */
  told: (body: Body) => string
  /** One statement by paths, one by recursion; the only column is what is compared. Parameters are those of `values`. */
  ltree: string
  recursive: string
  values: (person: AskedPerson) => unknown[]
}>

type Row = Readonly<{ code: string }>
export type Body = Readonly<{
  rows?: readonly Row[]
  total?: number
  isCut?: boolean
  people?: number
  active?: number
  newcomers?: number
  upline?: readonly Row[]
  relation?: string
  figures?: unknown
}>

/** The setting that says how long ago the program was asked, as an interval. */
export const ASKED_AGO = 'bench.asked_ago'

const ROWS = 25
/** Everybody strictly below $1, as a table `b` of nodes: a branch is a range of paths, as labels are digits. */
const BELOW_BY_PATH = `SELECT n.* FROM bench_genealogy.node n
  WHERE n.path > (SELECT path FROM bench_genealogy.node WHERE id = $1)
    AND n.path < (SELECT path || 'z' FROM bench_genealogy.node WHERE id = $1)`
const BELOW_BY_STEPS = `WITH RECURSIVE step (id) AS (
    SELECT id FROM bench_genealogy.node WHERE parent_id = $1
    UNION ALL
    SELECT n.id FROM step s JOIN bench_genealogy.node n ON n.parent_id = s.id
  ) SELECT n.* FROM step JOIN bench_genealogy.node n USING (id)`

type Order = Readonly<{ by: string; down?: true }>

/** A page of the codes and how many match, as one text; only what is needed is kept of everybody found. */
function page(below: string, where: string, { by, down }: Order, offset = 0): string {
  return `WITH found AS (SELECT code, ${by} AS key FROM (${below}) b WHERE is_seller AND ${where})
    SELECT (SELECT count(*) FROM found) || ': ' || coalesce((SELECT string_agg(code::text, ' ') FROM (
      SELECT code FROM found ORDER BY key ${down ? 'DESC NULLS LAST' : ''}, code LIMIT ${ROWS} OFFSET ${offset}
    ) page), '') AS told`
}

const listTold = ({ rows = [], total = 0 }: Body): string =>
  `${total}: ${rows.map(({ code }) => code).join(' ')}`

function pageQuestion(
  name: string,
  asked: Readonly<{
    query: (person: AskedPerson) => string
    where?: string
    order?: Order
    offset?: number
    values?: (person: AskedPerson) => unknown[]
  }>,
): BenchQuestion {
  const { where = 'true', order = { by: 'level' }, offset = 0 } = asked
  return {
    name,
    as: 'staff',
    path: (person) => `/people/${person.outside}/team?rows=${ROWS}&${asked.query(person)}`,
    told: listTold,
    ltree: page(BELOW_BY_PATH, where, order, offset),
    recursive: page(BELOW_BY_STEPS, where, order, offset),
    values: (person) => [person.id, ...(asked.values?.(person) ?? [])],
  }
}

const sorted = (name: string, sort: string, order: Order): BenchQuestion =>
  pageQuestion(name, { query: () => `sort=${sort}`, order })

/** Asked once for a statement, and not for each row. */
/** As of when the program was asked, as people get old while SQL is asked (`ASKED_AGO`). */
const NEW_SINCE = `(SELECT platform.company_now() - current_setting('${ASKED_AGO}')::interval - interval '30 days')`
const COUNTED = `concat_ws(' ', count(*), count(*) FILTER (WHERE status = 'active'),
  count(*) FILTER (WHERE joined_at >= ${NEW_SINCE}))`

/** The steps to the top, nearest first. */
const UP_BY_STEPS = `WITH RECURSIVE up (id, step) AS (
    SELECT parent_id, 1 FROM bench_genealogy.node WHERE id = $1
    UNION ALL
    SELECT n.parent_id, u.step + 1 FROM up u JOIN bench_genealogy.node n ON n.id = u.id
  ) SELECT n.code, u.step FROM up u JOIN bench_genealogy.node n ON n.id = u.id`
const UP_BY_PATH = `SELECT n.code, -n.level AS step FROM bench_genealogy.node n
  WHERE n.path IN (SELECT subpath(o.path, 0, above) FROM bench_genealogy.node o,
    generate_series(1, nlevel(o.path) - 1) above WHERE o.id = $1)`
const lineOf = (up: string): string =>
  `SELECT coalesce(string_agg(code::text, ' ' ORDER BY step), '') AS told FROM (${up}) way`

/** Whether the first is the second, above or below it. */
const relatedBy = (isBelow: (one: string, other: string) => string): string =>
  `SELECT CASE WHEN $1::bigint = $2::bigint THEN 'same' WHEN ${isBelow('$1', '$2')} THEN 'below'
    WHEN ${isBelow('$2', '$1')} THEN 'above' ELSE 'beside' END AS told`
const belowByPath = (one: string, other: string): string =>
  `(SELECT a.path <@ b.path FROM bench_genealogy.node a, bench_genealogy.node b WHERE a.id = ${one}::bigint AND b.id = ${other}::bigint)`
const belowBySteps = (one: string, other: string): string =>
  `EXISTS (WITH RECURSIVE up (id) AS (
    SELECT parent_id FROM bench_genealogy.node WHERE id = ${one}::bigint
    UNION ALL
    SELECT n.parent_id FROM up u JOIN bench_genealogy.node n ON n.id = u.id
  ) SELECT FROM up WHERE id = ${other}::bigint)`

/** The same page as the office asks it for the own team. */
const ofOffice = (question: BenchQuestion, query: (person: AskedPerson) => string): BenchQuestion => ({
  ...question,
  name: `office_${question.name}`,
  as: 'distributor',
  path: (person) => `/me/team?rows=${ROWS}&${query(person)}`,
})

const FIRST_LEVEL = 'SELECT * FROM bench_genealogy.node WHERE parent_id = $1'

const byLevel = sorted('page_by_level', 'level', { by: 'level' })
const byJoined = sorted('page_by_joined', 'joined', { by: 'joined_at', down: true })
const byCode = pageQuestion('search_by_code', {
  query: ({ codeBeginning }) => `search=${codeBeginning}`,
  where: "code::text LIKE $2 || '%'",
  values: ({ codeBeginning }) => [codeBeginning],
})
const legs: BenchQuestion = {
  ...pageQuestion('leg_volumes', { query: () => 'level=1&sort=volume' }),
  ltree: page(FIRST_LEVEL, 'true', { by: 'volume', down: true }),
  recursive: page(FIRST_LEVEL, 'true', { by: 'volume', down: true }),
}
const count: BenchQuestion = {
  name: 'count',
  as: 'staff',
  path: ({ outside }) => `/people/${outside}/team/counts`,
  told: ({ people, active, newcomers }) => [people, active, newcomers].join(' '),
  ltree: `SELECT ${COUNTED} AS told FROM (${BELOW_BY_PATH}) b WHERE is_seller`,
  recursive: `SELECT ${COUNTED} AS told FROM (${BELOW_BY_STEPS}) b WHERE is_seller`,
  values: ({ id }) => [id],
}

/** Everything that is asked, each of the same people. */
export const benchQuestions: readonly BenchQuestion[] = [
  byLevel,
  byJoined,
  sorted('page_by_rank', 'rank', { by: 'rank', down: true }),
  sorted('page_by_own_volume', 'own', { by: 'own', down: true }),
  sorted('page_by_branch_volume', 'volume', { by: 'volume', down: true }),
  sorted('page_by_branch', 'branch', { by: 'branch', down: true }),
  pageQuestion('page_40', {
    query: () => 'sort=-joined&page=40',
    order: { by: 'joined_at' },
    offset: 39 * ROWS,
  }),
  pageQuestion('page_of_a_level', {
    query: () => 'level=3&sort=volume',
    where: 'level = 3 + (SELECT level FROM bench_genealogy.node WHERE id = $1)',
    order: { by: 'volume', down: true },
  }),
  pageQuestion('page_of_a_rank', {
    query: () => 'rank=2&sort=joined',
    where: 'rank = 2',
    order: { by: 'joined_at', down: true },
  }),
  count,
  pageQuestion('new', {
    query: () => 'filter=new&sort=joined',
    where: `joined_at >= ${NEW_SINCE}`,
    order: { by: 'joined_at', down: true },
  }),
  pageQuestion('lapsing', {
    query: () => 'filter=lapsing&sort=volume',
    where: "was_active AND NOT is_active AND status = 'active'",
    order: { by: 'volume', down: true },
  }),
  byCode,
  pageQuestion('search_by_name', {
    query: ({ nameBeginning }) => `search=${encodeURIComponent(nameBeginning)}`,
    where: "(family LIKE $2 || '%' OR given LIKE $2 || '%')",
    values: ({ nameBeginning }) => [nameBeginning],
  }),
  {
    name: 'path_to_the_top',
    as: 'staff',
    path: ({ outside }) => `/people/${outside}/line`,
    told: ({ upline = [] }) => upline.map(({ code }) => code).join(' '),
    ltree: lineOf(UP_BY_PATH),
    recursive: lineOf(UP_BY_STEPS),
    values: ({ id }) => [id],
  },
  {
    name: 'is_below',
    as: 'staff',
    path: ({ outside, other }) => `/people/${outside}/relation?to=${other.code}`,
    told: ({ relation = '' }) => relation,
    ltree: relatedBy(belowByPath),
    recursive: relatedBy(belowBySteps),
    values: ({ id, other }) => [id, other.id],
  },
  legs,
  ofOffice(byLevel, () => 'sort=level'),
  ofOffice(byJoined, () => 'sort=joined'),
  ofOffice(byCode, ({ codeBeginning }) => `search=${codeBeginning}`),
  ofOffice(legs, () => 'level=1&sort=volume'),
  { ...count, name: 'office_count', as: 'distributor', path: () => '/me/team/counts' },
]

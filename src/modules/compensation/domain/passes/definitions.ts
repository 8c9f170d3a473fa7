import { asTruth, NotCompiled, truth, type Code } from './code.ts'
import { compileRule } from './compile-rule.ts'
import { atPerson, readColumn, type Column, type Compiler } from './compiler.ts'
import { personStatusOf, type NumberColumn } from './field-columns.ts'

/** How a definition is computed: it is there, it has a code for each person, or it is summed up a tree. */
export type Definition =
  | Readonly<{ is: 'column'; column: Column }>
  | Readonly<{ is: 'code'; code: Code; also: readonly string[] }>
  | Readonly<{
      is: 'group'
      of: NumberColumn
      tree: string
      isIncluded: boolean
      until: (() => string) | undefined
    }>

/** The definition of a key of the evaluation order: `volume:PV`, `measure:legs`, `rank` … */
export function definitionOf(compiler: Compiler, key: string): Definition {
  const { plan } = compiler
  if (key.startsWith('volume:')) return volume(compiler, key.slice('volume:'.length))
  const code = (of: Code, also: readonly string[] = []): Definition => ({ is: 'code', code: of, also })
  switch (key) {
    case 'paid':
      return code(compileRule(compiler, plan.paid.expression, atPerson()))
    case 'active':
      return code(
        plan.active
          ? waivable(compiler, 'active', compileRule(compiler, plan.active.expression, atPerson()))
          : truth('true'),
      )
    case 'earned rank':
      return code(earnedRank(compiler))
    case 'rank':
      return heldRank(compiler)
    case 'career rank': {
      const before = `${compiler.bound.name(compiler.field.before.careerRank)}[p]`
      return code({ is: 'rank', text: `Math.max(${rankText(compiler, 'rank')},${before})` })
    }
    default:
      return code(measure(compiler, key))
  }
}

function volume(compiler: Compiler, name: string): Definition {
  const of = compiler.plan.volumes.find((candidate) => candidate.name === name)
  if (!of) throw new Error(`the plan has no volume ${name}`)
  if (of.kind === 'personal')
    return { is: 'column', column: { is: 'number', ...compiler.field.volume(name) } }
  const { until } = of
  return {
    is: 'group',
    of: compiler.field.volume(of.of),
    tree: of.tree,
    isIncluded: of.own === 'included',
    until: until && (() => asTruth(compileRule(compiler, until.expression, atPerson(of.tree)))),
  }
}

function measure(compiler: Compiler, key: string): Code {
  const found = compiler.plan.measures.find((candidate) => `measure:${candidate.name}` === key)
  if (!found) throw new NotCompiled(`the definition ${key}`)
  return waivable(compiler, found.name, compileRule(compiler, found.rule.expression, atPerson()))
}

/** A condition that corrections by hand may make hold. */
function waivable({ field, bound }: Compiler, name: string, code: Code): Code {
  const waived = code.is === 'truth' ? field.byHand.waived(name) : undefined
  return waived ? truth(`(${bound.name(waived)}[p]===1||(${asTruth(code)}))`) : code
}

/** The highest rank whose needs hold, from the top; or, where each needs the lower ones, up to the first that fails. */
function earnedRank(compiler: Compiler): Code {
  const { plan, field, bound } = compiler
  if (plan.ranksGiven) return { is: 'rank', text: `${bound.name(field.givenRank)}[p]` }
  const needs = plan.ranks.map((rank) =>
    rank.needs ? `(${asTruth(compileRule(compiler, rank.needs.expression, atPerson()))})` : 'true',
  )
  const text = plan.rankRules.firstNeedsLower
    ? needs.reduceRight((rest, holds, index) => `(!${holds}?${index}:${rest})`, String(needs.length))
    : needs.reduce((rest, holds, index) => `(${holds}?${index + 1}:${rest})`, '0')
  return { is: 'rank', text }
}

function rankText(compiler: Compiler, key: string): string {
  compiler.require(key)
  const column = compiler.columns.get(key)
  if (!column) throw new NotCompiled(`${key} before it is computed`)
  const code = readColumn(compiler, column, 'p')
  if (code.is !== 'rank') throw new Error(`${key} is a rank`)
  return code.text
}

/** The rank that pay goes by: what was earned, kept up by grace, by the rule of demotion and by corrections. */
function heldRank(compiler: Compiler): Definition {
  const { plan, field, bound, missed } = compiler
  const { gracePeriods, demotion } = plan.rankRules
  const earned = rankText(compiler, 'earned rank')
  const noLoss = plan.ranksGiven || (gracePeriods === 0 && demotion === 'to_earned')
  const missedBefore = `${bound.name(field.before.missed)}[p]`
  const missedNow = `${bound.name(missed)}[p]`
  const before = `${bound.name(field.before.rank)}[p]`
  const held = (text: string, missing: string): Definition => {
    const granted = (rank: string): string =>
      field.byHand.rank ? atLeast(bound.name(field.byHand.rank), rank) : rank
    const back = heldBackRanks(compiler, { dropped: '0', frozen: granted(plan.ranksGiven ? earned : before) })
    const backMissed = heldBackRanks(compiler, { dropped: '0', frozen: missedBefore })
    const code: Code = { is: 'rank', text: back(granted(text)) }
    return { is: 'code', code, also: [`${missedNow}=${backMissed(missing)};`] }
  }
  if (noLoss) return held(earned, '0')
  const fallen = demotion === 'one_step' ? `Math.max(${earned},${before}-1)` : earned
  const keeps = demotion === 'never' ? 'true' : `${missedBefore}+1<=${gracePeriods}`
  const text = `(${earned}>=${before}?${earned}:(${keeps})?${before}:${fallen})`
  return held(text, `${earned}>=${before}||(!(${keeps})&&${fallen}===${earned})?0:${missedBefore}+1`)
}

/** What somebody has at the end of the period whose rank is dropped or frozen by the status, else what is given. */
function heldBackRanks(
  { plan, field, bound }: Compiler,
  of: Readonly<Record<'dropped' | 'frozen', string>>,
): (text: string) => string {
  return (text) =>
    (['suspended', 'terminated'] as const).reduce((rest, name) => {
      const rank = plan.changes?.[name].rank ?? 'as_earned'
      if (rank === 'as_earned') return rest
      return `(${bound.name(field.status)}[p]===${personStatusOf[name]}?${of[rank]}:(${rest}))`
    }, text)
}

function atLeast(granted: string, rank: string): string {
  return `Math.max(${granted}[p],${rank})`
}

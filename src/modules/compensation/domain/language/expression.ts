import type { Exact } from '#shared/exact.ts'

/** What kind of value an expression gives. `open` is a text of a file that is read as whatever is needed of it. */
export type ValueType =
  | 'number'
  | 'condition'
  | 'text'
  | 'date'
  | 'rank'
  | 'kind'
  | 'status'
  | 'order type'
  | 'person'
  | 'open'

/** From the item that is looked at to the one that a name is about: `line.buyer` is two steps. */
export type Hop = 'self' | 'source' | 'line' | 'order' | 'buyer' | 'seller' | 'party' | 'host'

/** What a name is. The last five are fields that the program knows, by the kind of item that has them. */
export type FieldOf =
  | 'volume'
  | 'measure'
  | 'attribute'
  | 'fact'
  | 'order volume'
  | 'person'
  | 'order'
  | 'party'
  | 'walk'
  | 'period'

export type AggregateName = 'sum' | 'count' | 'max' | 'min' | 'distinct' | 'any' | 'all'

export type ScopeItems =
  | 'legs'
  | 'team'
  | 'downline'
  | 'levels'
  | 'upline'
  | 'everyone'
  | 'positions'
  | 'purchases'
  | 'sales'
  | 'purchase lines'
  | 'sale lines'
  | 'lines'
  | 'hosted parties'
  | 'held parties'
  | 'last periods'
  | 'previous periods'

/**
 * The many that an aggregate looks at. `tree` for people; `from` to `to` are levels; `periods` how many periods; `ofParty` for
 * sales where a party is looked at, `ofItem` for what belongs to a person who is looked at.
 */
export type Scope = Readonly<{
  items: ScopeItems
  ofParty?: true
  ofItem?: true
  tree: string
  from: number
  to: number
  periods: number
  where: Expression | undefined
}>

export type FunctionName = 'min' | 'max' | 'floor' | 'ceil' | 'round' | 'abs' | 'share' | 'holds' | 'days'

export type Operator = '+' | '-' | '*' | '/' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or'

/** A rule as a tree, its names resolved and its types checked. */
export type Expression =
  | Readonly<{ node: 'number'; value: Exact; percent: boolean }>
  | Readonly<{ node: 'text'; value: string; type: ValueType }>
  | Readonly<{ node: 'truth'; value: boolean }>
  | Readonly<{ node: 'rank'; name: string }>
  | Readonly<{ node: 'field'; hops: readonly Hop[]; of: FieldOf; name: string; type: ValueType }>
  | Readonly<{ node: 'as'; type: 'number' | 'condition' | 'text'; of: Expression }>
  | Readonly<{ node: 'operation'; operator: Operator; left: Expression; right: Expression }>
  | Readonly<{ node: 'not' | 'minus'; of: Expression }>
  | Readonly<{ node: 'in'; of: Expression; options: readonly Expression[] }>
  | Readonly<{ node: 'choice'; when: Expression; yes: Expression; no: Expression }>
  | Readonly<{ node: 'call'; name: FunctionName; arguments: readonly Expression[] }>
  /**
   * `froms` are the beginnings of all steps, where one of them is a rule; else it is empty. `values` are the values that are
   * rules.
   */
  | Readonly<{
      node: 'table'
      table: string
      keys: readonly Expression[]
      froms: readonly Expression[]
      values: readonly Expression[]
    }>
  | Readonly<{
      node: 'marginal'
      table: string
      of: Expression
      froms: readonly Expression[]
      values: readonly Expression[]
    }>
  | Readonly<{ node: 'earned'; bonuses: readonly string[] }>
  /** What bonuses did not pay of their potential: what the company would keep. */
  | Readonly<{ node: 'unpaid'; bonuses: readonly string[] }>
  | Readonly<{ node: 'running'; when: 'before' | 'after'; volume: string }>
  | Readonly<{ node: 'accumulated'; volume: string }>
  | Readonly<{ node: 'branch'; tree: string }>
  /** The person directly above in a tree, and the payee outside, to compare. */
  | Readonly<{ node: 'above'; tree: string }>
  | Readonly<{ node: 'self' }>
  | Readonly<{
      node: 'aggregate'
      name: AggregateName
      scope: Scope
      of: Expression | undefined
      type: ValueType
    }>

/** An expression with its type and the text that it was read from. */
export type Rule = Readonly<{ expression: Expression; type: ValueType; text: string }>

import type { Words } from '../../frozen/byte-columns.ts'
import type { LineColumns } from '../../frozen/columns.ts'
import type { Expression } from '../../language/expression.ts'
import { exactly } from '../arithmetic.ts'

type Field = Extract<Expression, { node: 'field' }>
type Holds = (row: number) => boolean

/** The value of each line by a rule that reads one number of the line, in millionths; undefined for other rules. */
export function lineNumber(
  lines: LineColumns,
  currency: string,
  expression: Expression,
): ((row: number) => number) | undefined {
  if (expression.node !== 'field' || expression.hops.length > 0) return undefined
  if (expression.of === 'order volume') {
    const volume = lines.volumes.find(({ name }) => name === expression.name)
    return volume ? plainOf(volume.micro) : () => 0
  }
  if (expression.of !== 'order') return undefined
  if (expression.name === 'quantity') return plainOf(lines.quantity)
  const inPlanCurrency = lines.currency.words.every((word) => word === '' || word === currency)
  return expression.name === 'amount' && inPlanCurrency ? plainOf(lines.amount) : undefined
}

/** Whether a condition holds of each line; undefined for conditions that need more than the line itself. */
export function lineCondition(lines: LineColumns, expression: Expression): Holds | undefined {
  switch (expression.node) {
    case 'truth': {
      const { value } = expression
      return () => value
    }
    case 'not': {
      const of = lineCondition(lines, expression.of)
      return of && ((row) => !of(row))
    }
    case 'field':
      return truthField(lines, expression)
    case 'in':
      return wordsIn(lines, expression.of, expression.options)
    case 'operation':
      return operation(lines, expression)
    default:
      return undefined
  }
}

function operation(
  lines: LineColumns,
  { operator, left, right }: Extract<Expression, { node: 'operation' }>,
): Holds | undefined {
  if (operator === '=') return wordsIn(lines, left, [right])
  if (operator === '!=') {
    const equal = wordsIn(lines, left, [right])
    return equal && ((row) => !equal(row))
  }
  if (operator !== 'and' && operator !== 'or') return undefined
  const [a, b] = [lineCondition(lines, left), lineCondition(lines, right)]
  if (!a || !b) return undefined
  return operator === 'and' ? (row) => a(row) && b(row) : (row) => a(row) || b(row)
}

function truthField({ buyer, seller }: LineColumns, field: Field): Holds | undefined {
  if (field.of !== 'order' || !isPlain(field)) return undefined
  if (field.name === 'guest') return (row) => (buyer[row] ?? -1) < 0
  if (field.name !== 'own purchase') return undefined
  return (row) => {
    const [who, from] = [buyer[row] ?? -1, seller[row] ?? -1]
    return who >= 0 && (from < 0 || from === who)
  }
}

/** Whether a word of the line is one of some constants; each word is looked up once. */
function wordsIn(lines: LineColumns, of: Expression, options: readonly Expression[]): Holds | undefined {
  const column = of.node === 'field' ? wordField(lines, of) : undefined
  const texts = options.flatMap((option) => (option.node === 'text' ? [option.value] : []))
  if (!column || texts.length < options.length) return undefined
  const found = column.words.map((word) => texts.includes(word))
  return (row) => found[column.place[row] ?? 0] === true
}

function wordField(lines: LineColumns, field: Field): Words | undefined {
  if (field.of !== 'order') return undefined
  if (field.hops.length === 0 && field.name === 'product') return lines.product
  if (field.hops.length === 0 && field.name === 'category') return lines.category
  if (!isPlain(field)) return undefined
  if (field.name === 'type') return lines.type
  return field.name === 'currency' ? lines.currency : undefined
}

/** What a line shares with its order is the same on both. */
function isPlain({ hops }: Field): boolean {
  return hops.length === 0 || (hops.length === 1 && hops[0] === 'order')
}

/** Whole numbers of 64 bits as doubles, which they must fit. */
export function plainOf(values: BigInt64Array): (row: number) => number {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  return (row) => exactly((halves[2 * row + 1] ?? 0) * 4294967296 + ((halves[2 * row] ?? 0) >>> 0))
}

import { parseInstant } from '#shared/time.ts'
import { fieldProblems, type FieldPerson, type FieldProblem } from '../engine/field.ts'
import { personKinds, personStatuses } from '../plan/plan.ts'
import { addProblem, type ProblemList } from './file-problem.ts'
import { cell, readHeader, type Header } from './table.ts'

/** A person of people.csv: what the engine needs and when the person joined (milliseconds, where given). */
export type PeopleRow = FieldPerson & Readonly<{ joinedAtMs: number | undefined }>

export type PeopleReader = Readonly<{
  readRow: (row: readonly string[]) => void
  finish: () => readonly PeopleRow[]
}>

/** Reads people.csv row by row; problems go to the list. `zone` reads dates without an offset. */
export function peopleReader(names: readonly string[], zone: string, problems: ProblemList): PeopleReader {
  const header = readHeader(names, ['id', 'sponsor_id'], problems)
  const people: PeopleRow[] = []
  let rowNumber = 1
  return {
    readRow(row) {
      rowNumber += 1
      people.push(readPerson(header, row, rowNumber, zone, problems))
    },
    finish() {
      if (people.length === 0)
        addProblem(problems, undefined, undefined, 'no_people', 'no rows', 'at least one person')
      for (const problem of fieldProblems(people)) reportFieldProblem(problem, people, problems)
      return people
    },
  }
}

function readPerson(
  header: Header,
  row: readonly string[],
  rowNumber: number,
  zone: string,
  problems: ProblemList,
): PeopleRow {
  const id = cell(header, row, 'id')
  if (id === '') addProblem(problems, rowNumber, 'id', 'missing_id', 'nothing', 'an id of the person')
  const sponsor = cell(header, row, 'sponsor_id')
  const joined = cell(header, row, 'joined_at')
  const joinedAtMs = joined === '' ? undefined : parseInstant(joined, zone)
  if (joined !== '' && joinedAtMs === undefined) {
    addProblem(
      problems,
      rowNumber,
      'joined_at',
      'bad_date',
      `"${joined}"`,
      'an ISO 8601 date such as 2026-01-31',
    )
  }
  const rank = cell(header, row, 'rank')
  return {
    id,
    sponsorId: sponsor === '' ? undefined : sponsor,
    kind: word(header, row, rowNumber, 'kind', personKinds, 'distributor', problems),
    status: word(header, row, rowNumber, 'status', personStatuses, 'active', problems),
    rank: rank === '' ? undefined : rank,
    joinedAtMs,
  }
}

function word<W extends string>(
  header: Header,
  row: readonly string[],
  rowNumber: number,
  column: string,
  words: readonly W[],
  fallback: W,
  problems: ProblemList,
): W {
  const found = cell(header, row, column)
  const known = words.find((candidate) => candidate === found)
  if (known !== undefined) return known
  if (found !== '')
    addProblem(problems, rowNumber, column, `unknown_${column}`, `"${found}"`, words.join(', '))
  return fallback
}

function reportFieldProblem(
  problem: FieldProblem,
  people: readonly PeopleRow[],
  problems: ProblemList,
): void {
  const row = problem.index + 2
  if (problem.kind === 'duplicate_id') {
    const id = people[problem.index]?.id ?? ''
    addProblem(
      problems,
      row,
      'id',
      'duplicate_id',
      `"${id}", as in row ${problem.firstIndex + 2}`,
      'an id of its own for each person',
    )
  } else if (problem.kind === 'unknown_sponsor') {
    addProblem(
      problems,
      row,
      'sponsor_id',
      'unknown_sponsor',
      `"${problem.sponsorId}"`,
      'the id of a person in this file, or nothing',
    )
  } else {
    const circle = [
      ...problem.circle.slice(0, 10),
      ...(problem.circle.length > 10 ? ['…'] : []),
      problem.circle[0],
    ]
    addProblem(
      problems,
      row,
      'sponsor_id',
      'cycle',
      `the circle ${circle.join(' → ')}`,
      'sponsors without a circle',
    )
  }
}

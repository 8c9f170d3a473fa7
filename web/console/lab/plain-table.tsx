import type { ReactNode } from 'react'
import { Panel } from '#kit/figures.tsx'
import { scrollable } from '#kit/spoken.ts'

export type Head = Readonly<{ key: string; name: ReactNode; right?: boolean; wide?: boolean }>

/** A small table within a panel; the first cell of a row names it. */
export function PlainTable({
  title,
  label,
  lead,
  heads,
  rows,
  aside,
  foot,
}: {
  title: ReactNode
  label: string
  lead?: ReactNode
  heads: readonly Head[]
  rows: readonly Readonly<{ key: string; cells: readonly ReactNode[]; strong?: boolean }>[]
  aside?: ReactNode
  foot?: ReactNode
}) {
  return (
    <Panel title={title} aside={aside} flush>
      {lead === undefined ? null : <p className="small soft lab-lead">{lead}</p>}
      <section className="table-scroll" aria-label={label} {...scrollable}>
        <table className="table">
          <thead>
            <tr>
              {heads.map(({ key, name, right, wide }) => (
                <th
                  key={key}
                  scope="col"
                  className={right === true ? 'table__right' : wide === true ? 'lab-wide' : undefined}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells, strong }) => (
              <tr key={key} className={strong === true ? 'strong' : undefined}>
                {cells.map((cell, at) =>
                  at === 0 ? (
                    <th key={heads[at]?.key} scope="row" className="lab-row">
                      {cell}
                    </th>
                  ) : (
                    <td
                      key={heads[at]?.key}
                      className={heads[at]?.right === true ? 'table__right' : undefined}
                    >
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {foot}
    </Panel>
  )
}

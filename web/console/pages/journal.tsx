import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { showJournal } from '#modules/ledger/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Money } from '#kit/money.tsx'
import { scrollable } from '#kit/spoken.ts'
import { Answer } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'
import { toneOf } from '../words.ts'

/** One journal with its entries; debits and credits come to the same sum. */
export function Component() {
  const { t } = useTranslation()
  const { journal: id = '' } = useParams()
  const asked = useAnswer(showJournal, { params: { id } })
  return (
    <Answer asked={asked}>
      {(journal) => (
        <>
          <PageHead
            title={t('journal.title', {
              code: t(`journal.codes.${journal.code.replaceAll('.', '_')}`, { defaultValue: journal.code }),
            })}
            lead={<Badge tone={toneOf(journal.state)}>{t(`journal.states.${journal.state}`)}</Badge>}
            aside={
              <>
                <DateText at={journal.at} look="dateTime" />
                <span>{journal.legalEntity}</span>
                {journal.about === null ? null : <AboutLink about={journal.about} />}
              </>
            }
          />
          <Panel
            flush
            title={t('journal.lines')}
            aside={
              journal.lineCount > journal.lines.length
                ? t('journal.firstLines', { shown: journal.lines.length, count: journal.lineCount })
                : null
            }
          >
            <section className="table-scroll" aria-label={t('journal.lines')} {...scrollable}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('journal.line')}</th>
                    <th scope="col">{t('journal.account')}</th>
                    <th scope="col">{t('journal.person')}</th>
                    <th scope="col" className="table__right">
                      {t('journal.debit')}
                    </th>
                    <th scope="col" className="table__right">
                      {t('journal.credit')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {journal.lines.map((line) => (
                    <tr key={line.line}>
                      <td className="quiet">{line.line}</td>
                      <td>{t(`journal.accounts.${line.account}`, { defaultValue: line.account })}</td>
                      <td>{line.person === null ? '' : `${line.person.name ?? ''} ${line.person.code}`}</td>
                      <td className="table__right">
                        {line.amount.minor < 0n ? (
                          <Money value={{ ...line.amount, minor: -line.amount.minor }} />
                        ) : null}
                      </td>
                      <td className="table__right">
                        {line.amount.minor >= 0n ? <Money value={line.amount} /> : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </Panel>
          {journal.reverses === null ? null : (
            <Link className="text-link" to={`/money/${journal.reverses}`}>
              {t('journal.reverses')}
            </Link>
          )}
          {journal.reversedBy === null ? null : (
            <Link className="text-link" to={`/money/${journal.reversedBy}`}>
              {t('journal.reversedBy')}
            </Link>
          )}
        </>
      )}
    </Answer>
  )
}

function AboutLink({ about }: { about: Readonly<{ kind: string; id: string }> }) {
  if (about.kind === 'order')
    return (
      <Link className="text-link number" to={`/orders/${about.id}`}>
        {about.id}
      </Link>
    )
  if (about.kind === 'period')
    return (
      <Link className="text-link" to={`/pay/periods/${about.id}`}>
        {about.id}
      </Link>
    )
  return <span className="number">{about.id}</span>
}

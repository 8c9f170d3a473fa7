import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listMails } from '#modules/messaging/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { Answer } from '#kit/states.tsx'
import { mailTone } from './mail-tone.ts'

const LIVE_MS = 5_000
const SHOWN_MAX = 20

/** What was told by mail about an order, the latest first. */
export function OrderMails({ code }: { code: string }) {
  const { t } = useTranslation()
  const asked = useAnswer(listMails, { query: { search: code, rows: SHOWN_MAX } }, { everyMs: LIVE_MS })
  return (
    <Panel title={t('mails.ofOrder')}>
      <Answer asked={asked} rows={1}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="small soft">{t('mails.ofOrderNone')}</p>
          ) : (
            <ul className="notes">
              {rows.map(({ mail, kind, state, to, postedAt }) => (
                <li key={mail}>
                  <Link className="text-link" to={`/settings/mails/${mail}`}>
                    {t(`mails.kinds.${kind}`)}
                  </Link>{' '}
                  <Badge tone={mailTone(state)}>{t(`mails.states.${state}`)}</Badge>
                  <div className="small soft">
                    {to.address}, <DateText at={postedAt} look="dateTime" />
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  )
}

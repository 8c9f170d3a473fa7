import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listAdjustments } from '#modules/compensation/contract/adjustments.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer } from '#kit/states.tsx'
import { toneOf } from '../words.ts'
import { AskAdjustment } from './ask-adjustment.tsx'
import { whatOf } from './what.tsx'

const SHOWN = 5

/** What was corrected by hand of a person's pay, and the way to ask for more. */
export function PersonAdjustments({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const [isAsking, setAsking] = useState(false)
  const asked = useAnswer(listAdjustments, { query: { person: id, rows: SHOWN } })
  return (
    <Panel title={t('place.adjustments')}>
      <div className="stack stack--tight">
        <Answer asked={asked} rows={2}>
          {(page) => (
            <>
              {page.rows.length === 0 ? (
                <p className="soft small">{t('adjustments.nonePerson')}</p>
              ) : (
                <dl className="facts">
                  {page.rows.map((row) => (
                    <div key={row.adjustment} style={{ display: 'contents' }}>
                      <dt>
                        <Link className="text-link" to={`/pay/adjustments/${row.adjustment}`}>
                          {whatOf(t, row)}
                        </Link>
                        <div className="tiny quiet">
                          <DateText at={row.from} look="day" />
                        </div>
                      </dt>
                      <dd>
                        <Badge tone={toneOf(row.state)}>{t(`adjustments.states.${row.state}`)}</Badge>
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </>
          )}
        </Answer>
        {mayDo(session, 'pay.adjust') ? (
          <div className="form__acts">
            <Button size="xs" variant="default" onClick={() => setAsking(true)}>
              {t('adjustments.ask')}
            </Button>
          </div>
        ) : null}
      </div>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={t('adjustments.askTitle', { name })}>
        <AskAdjustment person={id} />
      </Modal>
    </Panel>
  )
}

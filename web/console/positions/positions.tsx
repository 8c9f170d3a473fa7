import { Button, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { addPosition, listPositions } from '#modules/field/contract/positions.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { newKey } from '#kit/api.ts'
import { DateText } from '#kit/date-text.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Answer, useProblemSentence } from '#kit/states.tsx'
import { listTransfers } from '#modules/positions/contract.ts'
import { toneOf } from '../words.ts'
import { AskMerge } from './ask-merge.tsx'
import { AskTransfer } from './ask-transfer.tsx'

const HANDED_SHOWN = 5

/** Every position of the person behind this one, with the way to the next. */
export function Positions({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const asked = useAnswer(listPositions, { params: { person: id } })
  const [adding, setAdding] = useState(false)
  const [merging, setMerging] = useState(false)
  const [transferring, setTransferring] = useState(false)
  return (
    <Panel title={t('positions.title')}>
      <div className="stack stack--tight">
        <Answer asked={asked} rows={2}>
          {({ positions }) => (
            <>
              <dl className="facts">
                {positions.map((one) => (
                  <div key={one.person} style={{ display: 'contents' }}>
                    <dt>
                      {one.person === id ? (
                        <span className="strong number">{one.code}</span>
                      ) : (
                        <Link className="text-link number" to={`/people/${one.person}`}>
                          {one.code}
                        </Link>
                      )}
                      <div className="tiny quiet">
                        {t(one.isMain ? 'positions.main' : 'positions.since')}{' '}
                        <DateText at={one.since} look="day" />
                      </div>
                    </dt>
                    <dd>
                      <Badge tone={toneOf(one.status)}>{t(`person.statuses.${one.status}`)}</Badge>
                    </dd>
                  </div>
                ))}
              </dl>
              {positions.length > 1 ? (
                <p className="tiny quiet">
                  {t('positions.wallet', { code: positions.find(({ isMain }) => isMain)?.code ?? '' })}
                </p>
              ) : null}
            </>
          )}
        </Answer>
        <Handed id={id} />
        <div className="form__acts">
          {mayDo(session, 'people.write') ? (
            <Button size="xs" variant="default" onClick={() => setAdding(true)}>
              {t('positions.add')}
            </Button>
          ) : null}
          {mayDo(session, 'genealogy.move') ? (
            <Button size="xs" variant="default" onClick={() => setMerging(true)}>
              {t('merges.ask')}
            </Button>
          ) : null}
          {mayDo(session, 'positions.transfer') ? (
            <Button size="xs" variant="default" onClick={() => setTransferring(true)}>
              {t('transfers.ask')}
            </Button>
          ) : null}
        </div>
      </div>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('positions.addTitle', { name })}>
        <AddPosition id={id} onDone={() => setAdding(false)} />
      </Modal>
      <Modal opened={merging} onClose={() => setMerging(false)} title={t('merges.askTitle', { name })}>
        <AskMerge person={id} />
      </Modal>
      <Modal
        opened={transferring}
        onClose={() => setTransferring(false)}
        title={t('transfers.askTitle', { name })}
      >
        <AskTransfer position={id} />
      </Modal>
    </Panel>
  )
}

/** From whom to whom the position went, the newest first. */
function Handed({ id }: { id: string }) {
  const { t } = useTranslation()
  const asked = useAnswer(listTransfers, { query: { position: id, rows: HANDED_SHOWN } })
  const rows = (asked.data?.rows ?? []).filter(({ state }) => state === 'done' || state === 'requested')
  return rows.map((row) => (
    <p key={row.transfer} className="small">
      <Link className="text-link" to={`/people/transfers/${row.transfer}`}>
        {t(row.state === 'done' ? 'positions.handed' : 'positions.toBeHanded', {
          from: row.from.displayName,
          to: row.to.displayName,
        })}
      </Link>{' '}
      <DateText at={row.validFrom} look="day" />
    </p>
  ))
}

function AddPosition({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const [key] = useState(newKey)
  const [sponsor, setSponsor] = useState('')
  const add = useAct(addPosition, {
    onDone: ({ code }) => {
      notifications.show({ message: t('positions.added', { code }) })
      onDone()
    },
  })
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    add.mutate({ ask: { params: { person: id }, body: { sponsor: sponsor.trim() } }, key })
  }
  return (
    <form className="form" onSubmit={send} noValidate>
      <p className="soft small">{t('positions.addBody')}</p>
      <TextInput
        label={t('positions.sponsor')}
        description={t('positions.sponsorHint')}
        inputMode="numeric"
        value={sponsor}
        onChange={(event) => setSponsor(event.currentTarget.value)}
      />
      {add.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(add.error)}
        </p>
      )}
      <div className="form__acts">
        <Button type="submit" loading={add.isPending} disabled={sponsor.trim() === ''}>
          {t('positions.addAct')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kit.cancel')}
        </Button>
      </div>
    </form>
  )
}

import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { actOnMyParty, nameHost } from '#modules/orders/contract/parties.ts'
import { useAct } from '#kit/answers.tsx'
import { Failed } from '#kit/states.tsx'
import type { Party } from './party-reached.tsx'

type Act = Party['acts'][number]

/** What can be done with a party now, each asked once more with what follows from it. */
export function PartyActs({ party }: { party: Party }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Act | 'name_host'>()
  const close = () => setAsked(undefined)
  const isHostOpen = party.isMine && party.host.person === null && party.state !== 'cancelled'
  if (party.acts.length === 0 && !isHostOpen) return null
  return (
    <section className="section">
      <div className="acts">
        {party.state === 'open' && party.isMine ? (
          <Button component={Link} to={`/sell/parties/${party.party}/change`} size="lg" variant="default">
            {t('parties.change')}
          </Button>
        ) : null}
        {isHostOpen ? (
          <Button size="lg" variant="default" onClick={() => setAsked('name_host')}>
            {t('parties.nameHost')}
          </Button>
        ) : null}
        {party.acts.map((act) => (
          <Button
            key={act}
            size="lg"
            variant={act === 'close' ? 'filled' : 'default'}
            onClick={() => setAsked(act)}
          >
            {t(`parties.acts.${act}`)}
          </Button>
        ))}
      </div>
      <Modal
        opened={asked !== undefined}
        onClose={close}
        title={asked === 'name_host' ? t('parties.nameHost') : asked ? t(`parties.confirm.${asked}`) : ''}
      >
        {asked === 'name_host' ? <NameHost party={party} onDone={close} /> : null}
        {asked && asked !== 'name_host' ? <Confirm party={party} act={asked} onDone={close} /> : null}
      </Modal>
    </section>
  )
}

function Confirm({ party, act, onDone }: { party: Party; act: Act; onDone: () => void }) {
  const { t } = useTranslation()
  const send = useAct(actOnMyParty, { onDone })
  return (
    <div className="stack">
      <p>{t(`parties.confirmBody.${act}`)}</p>
      {send.error ? <Failed error={send.error} /> : null}
      <Button
        size="lg"
        loading={send.isPending}
        onClick={() =>
          send.mutate({ ask: { params: { party: party.party }, body: { act, state: party.state } } })
        }
      >
        {t(`parties.acts.${act}`)}
      </Button>
      <Button size="lg" variant="subtle" onClick={onDone}>
        {t('parties.back')}
      </Button>
    </div>
  )
}

function NameHost({ party, onDone }: { party: Party; onDone: () => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const send = useAct(nameHost, { onDone })
  const typed = code.replaceAll(/\D/g, '')
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate({ ask: { params: { party: party.party }, body: { code: typed } } })
      }}
    >
      <p className="small quiet">{t('parties.nameHostNote')}</p>
      <TextInput
        size="md"
        inputMode="numeric"
        label={t('parties.hostNumber')}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {send.error ? <Failed error={send.error} /> : null}
      <Button type="submit" size="lg" loading={send.isPending} disabled={typed.length < 2}>
        {t('parties.nameHostAct')}
      </Button>
    </form>
  )
}

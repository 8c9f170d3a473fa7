import { Button, Menu, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnAutoship, type listAutoships } from '#modules/orders/contract/autoships.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct } from '#kit/answers.tsx'
import { useProblemSentence } from '#kit/states.tsx'

type Row = Pick<Inside<typeof listAutoships, 'response'>['rows'][number], 'autoship' | 'state' | 'next'>
type Act = Inside<typeof actOnAutoship, 'body'>['act']

/** What staff may do with one; ending it asks first, because it cannot be taken back. */
export function AutoshipActs({ row }: { row: Row }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const [ending, setEnding] = useState(false)
  const send = useAct(actOnAutoship)
  const act = (which: Act) =>
    send.mutate(
      { ask: { params: { autoship: row.autoship }, body: { act: which, next: row.next } } },
      {
        onSuccess: () => notifications.show({ message: t(`autoships.done.${which}`) }),
        onError: (error) => notifications.show({ color: 'clay', message: sentence(error) }),
      },
    )
  const acts: readonly Act[] = row.state === 'paused' ? ['resume'] : ['skip', 'pause']
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" disabled={send.isPending}>
            {t('autoships.act')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {acts.map((which) => (
            <Menu.Item key={which} onClick={() => act(which)}>
              {t(`autoships.acts.${which}`)}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setEnding(true)}>{t('autoships.acts.end')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={ending} onClose={() => setEnding(false)} title={t('autoships.endTitle')}>
        <div className="stack">
          <p>{t('autoships.endBody')}</p>
          <Button
            loading={send.isPending}
            onClick={() => {
              setEnding(false)
              act('end')
            }}
          >
            {t('autoships.acts.end')}
          </Button>
        </div>
      </Modal>
    </>
  )
}

import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { listProductChanges, undoProductChange } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DataTable, type Column } from '#kit/data-table.tsx'
import { DateText } from '#kit/date-text.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { Failed } from '#kit/states.tsx'
import { pageAsk, useTableAddress } from '#kit/table-address.ts'
import { PageHead } from '../page-head.tsx'

const ROWS = 25

type Row = Inside<typeof listProductChanges, 'response'>['rows'][number]

/** Every step of work on goods, with the way back. */
export function Component() {
  const { t } = useTranslation()
  const { state } = useTableAddress()
  const session = useSession()
  const writes = mayDo(session.data, 'catalog.write')
  const { page, rows } = pageAsk(state, ROWS)
  const asked = useAnswer(listProductChanges, { query: { page, rows } }, { keep: true })
  const columns: readonly Column<Row>[] = [
    { key: 'when', name: t('changes.when'), render: (row) => <DateText at={row.at} look="dateTime" /> },
    {
      key: 'what',
      name: t('changes.what'),
      fixed: true,
      render: (row) => <span className="strong">{t(`product.changed.${row.kind}`)}</span>,
    },
    { key: 'who', name: t('changes.who'), render: (row) => row.by ?? t('product.somebody') },
    {
      key: 'products',
      name: t('changes.products'),
      right: true,
      render: (row) => (
        <>
          {row.products === 0 && row.categories > 0 ? null : t('changes.count', { count: row.products })}
          {row.categories === 0 ? null : (
            <div className="tiny quiet">{t('changes.categories', { count: row.categories })}</div>
          )}
        </>
      ),
    },
    {
      key: 'undo',
      name: t('changes.undo'),
      fixed: true,
      render: (row) =>
        row.undone ? (
          <span className="quiet">{t('changes.undone')}</span>
        ) : writes && row.undoable ? (
          <Undo row={row} />
        ) : null,
    },
  ]
  return (
    <>
      <PageHead title={t('place.changes')} lead={t('changes.lead')} />
      <DataTable
        label={t('place.changes')}
        columns={columns}
        rowKey={(row) => row.change.toString()}
        asked={asked}
        rowsPerPage={ROWS}
        empty={{ title: t('changes.emptyTitle'), body: t('changes.emptyBody') }}
      />
    </>
  )
}

/** Asks again before a change is taken back, for it touches many products at once. */
function Undo({ row }: { row: Row }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  const act = useAct(undoProductChange, {
    onDone: ({ products }) => {
      notifications.show({ message: t('changes.back', { count: products }) })
      close()
    },
  })
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        {t('changes.undo')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('changes.undoTitle', { count: row.products })}>
        <div className="form">
          <p className="small">{t('changes.undoBody')}</p>
          {act.error ? <Failed error={act.error} /> : null}
          <div className="form__acts">
            <Button
              loading={act.isPending}
              onClick={() => act.mutate({ ask: { params: { change: row.change } } })}
            >
              {t('changes.undo')}
            </Button>
            <Button variant="default" onClick={close}>
              {t('kit.cancel')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}

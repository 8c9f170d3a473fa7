import { ActionIcon, Menu, Select, TextInput } from '@mantine/core'
import { IconDownload, IconFocusCentered, IconHistory, IconMinus, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Camera } from './camera.ts'
import { sizeOf, type TreeWindow } from './geometry.ts'
import { giveFile, pngOf, svgOf } from './picture.ts'
import type { TreeAddress } from './tree-address.ts'

const STEP = 1.3
const BUTTON = { variant: 'default', size: 44 } as const
const SPONSOR = 'sponsor'

/** What stands over a drawn tree: the search, the day, and the picture to take along. */
export function TreeTools({
  address,
  search,
  trees,
  sheet,
  window,
  label,
}: {
  address: TreeAddress
  search: ReactNode
  /** Placement trees that can be drawn instead of the sponsor tree. */
  trees: readonly string[]
  sheet: SVGSVGElement | null
  window: TreeWindow | undefined
  label: string
}) {
  const { t } = useTranslation()
  const take = async (kind: 'svg' | 'png') => {
    if (!sheet || !window) return
    const size = sizeOf(window)
    const svg = svgOf(sheet, size)
    const file = kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg, size)
    giveFile(file, `${label}.${kind}`)
  }
  return (
    <div className="grove-tools">
      <div className="grove-tools__search">{search}</div>
      {trees.length > 0 ? (
        <Select
          size="md"
          w={150}
          aria-label={t('kit.tree.which')}
          allowDeselect={false}
          data={[SPONSOR, ...trees].map((tree) => ({
            value: tree,
            label: tree === SPONSOR ? t('kit.tree.sponsor') : tree,
          }))}
          value={address.tree ?? SPONSOR}
          onChange={(tree) =>
            address.change({
              tree: tree === SPONSOR ? undefined : (tree ?? undefined),
              root: undefined,
              find: undefined,
              open: [],
            })
          }
        />
      ) : null}
      <TextInput
        className="grove-tools__day"
        type="date"
        leftSection={<IconHistory size={18} aria-hidden />}
        size="md"
        aria-label={t('kit.tree.day')}
        title={t('kit.tree.day')}
        value={address.day ?? ''}
        onChange={(event) => address.change({ day: event.currentTarget.value || undefined, find: undefined })}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon {...BUTTON} aria-label={t('kit.tree.picture')}>
            <IconDownload size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void take('png')}>{t('kit.tree.png')}</Menu.Item>
          <Menu.Item onClick={() => void take('svg')}>{t('kit.tree.svg')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

/** How large a drawn tree is seen; what fingers do by pinching. */
export function TreeSize({ camera }: { camera: Camera | undefined }) {
  const { t } = useTranslation()
  return (
    <fieldset className="grove__size" aria-label={t('kit.tree.size')}>
      <ActionIcon {...BUTTON} aria-label={t('kit.tree.larger')} onClick={() => camera?.zoom(STEP)}>
        <IconPlus size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon {...BUTTON} aria-label={t('kit.tree.smaller')} onClick={() => camera?.zoom(1 / STEP)}>
        <IconMinus size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon {...BUTTON} aria-label={t('kit.tree.fit')} onClick={() => camera?.fit()}>
        <IconFocusCentered size={18} aria-hidden />
      </ActionIcon>
    </fieldset>
  )
}

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

/** What stands over a drawn tree: the search, which tree, and as of which day. */
export function TreeTools({
  address,
  search,
  trees,
}: {
  address: TreeAddress
  search: ReactNode
  /** Placement trees that can be drawn instead of the sponsor tree. */
  trees: readonly string[]
}) {
  const { t } = useTranslation()
  return (
    <div className="grove-tools">
      <div className="grove-tools__search">{search}</div>
      {trees.length > 0 ? (
        <Select
          size="md"
          className="grove-tools__tree"
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
    </div>
  )
}

/** The place of the tools until they come, so that nothing moves then. */
export function RoomForTools() {
  return (
    <div className="grove-tools">
      <div className="grove-tools__search" />
      <div className="grove-tools__day" />
    </div>
  )
}

/** What lies on a drawn tree: how large it is seen, which fingers do by pinching, and the picture to take along. */
export function TreeButtons({
  camera,
  sheet,
  window,
  label,
}: {
  camera: Camera | undefined
  sheet: SVGSVGElement | null
  window: TreeWindow
  label: string
}) {
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
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon {...BUTTON} aria-label={t('kit.tree.picture')}>
            <IconDownload size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => sheet && void takePicture(sheet, window, label)}>
            {t('kit.tree.png')}
          </Menu.Item>
          <Menu.Item onClick={() => sheet && takeDrawing(sheet, window, label)}>
            {t('kit.tree.svg')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </fieldset>
  )
}

function takeDrawing(sheet: SVGSVGElement, window: TreeWindow, label: string): void {
  const svg = svgOf(sheet, sizeOf(window))
  giveFile(new Blob([svg], { type: 'image/svg+xml' }), `${label}.svg`)
}

/** What is too large for a picture goes as a drawing. */
async function takePicture(sheet: SVGSVGElement, window: TreeWindow, label: string): Promise<void> {
  const size = sizeOf(window)
  try {
    giveFile(await pngOf(svgOf(sheet, size), size), `${label}.png`)
  } catch {
    takeDrawing(sheet, window, label)
  }
}

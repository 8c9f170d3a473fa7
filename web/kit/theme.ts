import {
  Button,
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const field: MantineColorsTuple = [
  '#eff8f2',
  '#dcefe3',
  '#cfead9',
  '#8fdcae',
  '#3fb873',
  '#22a05b',
  '#1c8748',
  '#166b39',
  '#14532d',
  '#0e3a20',
]

const marigold: MantineColorsTuple = [
  '#fef8ec',
  '#fcefd8',
  '#f8dfb3',
  '#f5c987',
  '#efb45c',
  '#e9a23b',
  '#c98222',
  '#a86a15',
  '#87500b',
  '#5f3806',
]

const clay: MantineColorsTuple = [
  '#fdf3f0',
  '#fae4dd',
  '#f3c6b8',
  '#f29577',
  '#e0704e',
  '#c2512f',
  '#b34728',
  '#a33f22',
  '#7f2f18',
  '#5a2010',
]

// Filled buttons take action and ink from the tokens where they stand, so that an app or a scheme can change them.
const variantColors: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input)
  // White on the lighter clay of dark pages is too weak.
  if (input.variant === 'filled' && input.color === 'clay') return { ...resolved, color: 'var(--on-clay)' }
  const primary = input.color === undefined || input.color === input.theme.primaryColor
  if (input.variant !== 'filled' || !primary) return resolved
  return { ...resolved, background: 'var(--action)', hover: 'var(--action-over)', color: 'var(--on-action)' }
}

/** Mantine over the tokens: the components of console and office take their colours from the same variables. */
export const theme = createTheme({
  colors: { field, marigold, clay },
  primaryColor: 'field',
  primaryShade: { light: 8, dark: 4 },
  variantColorResolver: variantColors,
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: 'var(--work)',
  headings: { fontFamily: 'var(--work)', fontWeight: '650' },
  defaultRadius: '10px',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '10px', xl: '10px' },
  fontSizes: {
    xs: 'var(--text-12)',
    sm: 'var(--text-14)',
    md: 'var(--text-16)',
    lg: 'var(--text-20)',
    xl: 'var(--text-28)',
  },
  spacing: {
    xs: 'var(--space-2)',
    sm: 'var(--space-3)',
    md: 'var(--space-4)',
    lg: 'var(--space-6)',
    xl: 'var(--space-8)',
  },
  components: {
    // Said aloud, so that the resolver above is asked for plain buttons too.
    Button: Button.extend({ defaultProps: { variant: 'filled' } }),
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
})

const surfaces = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-quiet)',
  '--mantine-color-placeholder': 'var(--ink-quiet)',
  '--mantine-color-anchor': 'var(--green-text)',
  '--mantine-color-error': 'var(--clay-text)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunk)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-firm)',
  '--mantine-primary-color-filled': 'var(--action)',
  '--mantine-primary-color-filled-hover': 'var(--action-over)',
  '--mantine-primary-color-contrast': 'var(--on-action)',
}

/** Points Mantine's surface variables to the tokens, in both schemes. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: surfaces,
  dark: {
    ...surfaces,
    '--mantine-color-dark-6': 'var(--surface)',
    '--mantine-color-dark-4': 'var(--line-firm)',
  },
})

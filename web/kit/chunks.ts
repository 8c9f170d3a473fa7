/** The module whose contract a file is; undefined for all others, and where every page needs it. */
function contractOf(file: string): string | undefined {
  const module = /\/src\/modules\/([a-z]+)\/contract(\.ts|\/)/.exec(file)?.[1]
  return module === undefined || EVERYWHERE.includes(module) ? undefined : module
}

/** Modules that tell every page who looks and where. */
const EVERYWHERE = ['company', 'identity']
const BASE = /\/node_modules\/zod\/|\/src\/shared\/|\/src\/modules\/(company|identity)\/contract/

/**
 * In which files an app comes. Small parts that several pages use come in one, as on a slow phone each file costs more than what it
 * holds. But the shapes of a module's API come with the pages that ask for them, as making them costs more than reading them.
 */
export const chunks = {
  groups: [
    { name: 'base', test: BASE, priority: 2 },
    {
      name: (file: string) => {
        const module = contractOf(file)
        return module === undefined ? null : `contract-${module}`
      },
      minShareCount: 2,
      priority: 1,
    },
    { name: 'shared', minShareCount: 4, maxModuleSize: 8_000 },
  ],
}

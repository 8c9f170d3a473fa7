import { createContext } from 'react'

/** The address of the script that loads a page's islands, as the build named it. */
export const EntryScript = createContext('')

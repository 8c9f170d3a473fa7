import { createContext } from 'react'

/** The address of the script that loads a page's islands, as the build named it. */
export const EntryScript = createContext('')

/** The address of the site, such as `https://shop.example.com`, for links that leave it. */
export const SiteOrigin = createContext('')

import { createContext } from 'react-router'
import type { Api } from '#kit/api.ts'

/** What a request brings to the pages: the API, called in process. */
export const apiContext = createContext<Api>()

/** The same as whoever is signed in to the office, for the one page that both share. */
export const officeApiContext = createContext<Api>()

/** The address of the site, such as `https://shop.example.com`, for links that leave it. */
export const originContext = createContext('')

import { createContext } from 'react-router'
import type { Api } from '#kit/api.ts'

/** What a request brings to the pages: the API, called in process. */
export const apiContext = createContext<Api>()

import '#kit/styles/all.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './console.css'
import './catalogue/catalogue.css'
import './lab/lab.css'
import './mails/mails.css'
import './promotions/promotions.css'
import './shipping/shipping.css'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { showCompany } from '#modules/company/contract.ts'
import { showWindow } from '#modules/genealogy/contract/window.ts'
import { showSession } from '#modules/identity/contract.ts'
import { askingAhead, createAnswers } from '#kit/answers.tsx'
import { AppFrame } from '#kit/app.tsx'
import { languageFromAddress, startTexts } from '#kit/texts.ts'
import { TREE_MARGIN, windowAhead } from '#kit/tree/room.ts'
import { routes } from './routes.ts'
import { consoleTexts } from './texts/en.ts'

const root = document.querySelector('#app')
if (!root) throw new Error('the page has no place for the app')

const texts = startTexts(consoleTexts, languageFromAddress(window.location.search))
const answers = createAnswers()
const ahead = askingAhead(answers, 'staff')
ahead(showSession, {})
ahead(showCompany, {})
const drawn = /^\/console\/people\/([^/]+)\/tree$/.exec(window.location.pathname)?.[1]
const query = drawn === undefined ? undefined : windowAhead(window.location.search, TREE_MARGIN.console)
if (drawn !== undefined && query) ahead(showWindow, { params: { person: drawn }, query })
const router = createBrowserRouter(routes, { basename: '/console' })

createRoot(root).render(
  <AppFrame texts={texts} client={answers} realm="staff">
    <RouterProvider router={router} />
  </AppFrame>,
)

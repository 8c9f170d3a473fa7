import '#kit/styles/all.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './office.css'
import './picker.css'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { showCompany } from '#modules/company/contract.ts'
import { showMyWindow } from '#modules/genealogy/contract/window.ts'
import { showSession } from '#modules/identity/contract.ts'
import { askingAhead, createAnswers } from '#kit/answers.tsx'
import { AppFrame } from '#kit/app.tsx'
import { languageFromAddress, startTexts } from '#kit/texts.ts'
import { TREE_MARGIN, windowAhead } from '#kit/tree/room.ts'
import { routes } from './routes.ts'
import { officeTexts } from './texts/en.ts'

const root = document.querySelector('#app')
if (!root) throw new Error('the page has no place for the app')

const BASE = '/office'
const texts = startTexts(officeTexts, languageFromAddress(window.location.search))
const answers = createAnswers()
const ahead = askingAhead(answers, 'distributor')
ahead(showSession, {})
ahead(showCompany, {})
if (window.location.pathname === `${BASE}/team/tree`) {
  const query = windowAhead(window.location.search, TREE_MARGIN.office)
  if (query) ahead(showMyWindow, { query })
}
const router = createBrowserRouter(routes, { basename: BASE })

createRoot(root).render(
  <AppFrame texts={texts} client={answers} realm="distributor">
    <RouterProvider router={router} />
  </AppFrame>,
)

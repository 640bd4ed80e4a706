import '@fontsource-variable/hanken-grotesk/wght.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { appear, chosenAppearance } from './appearance.ts'
import { answers } from './client/ask.ts'
import { router } from './router.tsx'
import { firstLocale, load, Speaking } from './text.tsx'
import './ui/style/tokens.css'
import './ui/style/base.css'
import './ui/style/controls.css'
import './ui/style/layout.css'
import './ui/style/builder.css'
import './ui/style/data.css'
import './ui/style/records.css'
import './ui/style/tiles.css'
import './ui/style/designer.css'
import './ui/style/sections.css'

appear(chosenAppearance())

const locale = firstLocale()
await load(locale)
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={answers}>
      <Speaking first={locale}>
        <RouterProvider router={router} />
      </Speaking>
    </QueryClientProvider>
  </StrictMode>,
)

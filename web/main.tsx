/** Where the web client begins. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { applyTheme, storedTheme } from './app/theme.ts'
import './styles/base.css'
import './styles/layout.css'
import './styles/controls.css'
import './styles/pages.css'

applyTheme(storedTheme())
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

/** Light, dark, or as the system has it; the choice is kept in this browser. */
export type Theme = 'system' | 'light' | 'dark'

const name = 'metro2.theme'

export function storedTheme(): Theme {
  const stored = localStorage.getItem(name)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(name)
  else localStorage.setItem(name, theme)
  applyTheme(theme)
}

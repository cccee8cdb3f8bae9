/** Reference material beside the project; tests that need it skip with a message where it is absent. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../shared')

export function sharedText(path: string): string | null {
  const file = resolve(root, path)
  return existsSync(file) ? readFileSync(file, 'latin1') : null
}

/** The lines of a shared file, without line ends and empty lines. */
export function sharedLines(path: string): string[] | null {
  return (
    sharedText(path)
      ?.split(/\r?\n/)
      .filter((line) => line !== '') ?? null
  )
}

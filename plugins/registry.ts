/** The source plugins this server has: those of this folder, and npm packages the operator names. */
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { contractVersion, type SourcePlugin } from './contract.ts'
import { csv } from './csv/plugin.ts'
import { loanpro } from './loanpro/plugin.ts'

/** A plugin cannot be used. Its message is for the operator. */
export class PluginError extends Error {
  override name = 'PluginError'
}

/**
 * The same plugins, looked at before anything starts. Throws where one cannot be used: better no start than a source
 * that fails in a run.
 */
export function usablePlugins(plugins: readonly SourcePlugin[]): readonly SourcePlugin[] {
  const ids = new Set<string>()
  for (const plugin of plugins) {
    const { id, contractVersion: version } = plugin
    if (!/^[a-z][a-z0-9-]{1,39}$/.test(id)) {
      throw new PluginError(`Plugin id "${id}" is not lower-case letters, digits and hyphens (2 to 40 characters).`)
    }
    if (ids.has(id)) throw new PluginError(`Two plugins have the id "${id}".`)
    if (version !== contractVersion) {
      throw new PluginError(
        `Plugin "${id}" is written for contract version ${version}; this server has ${contractVersion}. Install a matching version of the plugin.`,
      )
    }
    refuseMisfit(plugin)
    ids.add(id)
  }
  return plugins
}

function refuseMisfit({ id, settings, acquire, webhook, inspectUpload }: SourcePlugin) {
  const secret = settings.fields.find((field) => field.secret || field.input === 'password')
  if (secret) {
    throw new PluginError(
      `Plugin "${id}" asks for the secret "${secret.name}" among its settings, which are stored and shown in the clear. It belongs to the credentials, which are sealed.`,
    )
  }
  if (acquire !== 'upload') return
  if (webhook) throw new PluginError(`Plugin "${id}" reads uploads and has a webhook, which nobody would send.`)
  if (!inspectUpload) {
    throw new PluginError(
      `Plugin "${id}" reads uploads and has no inspectUpload, without which nobody could connect it.`,
    )
  }
}

export const plugins: readonly SourcePlugin[] = usablePlugins([loanpro, csv])

const packageName = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/

/** What every plugin has; a package may be written without types. */
const members = {
  object: ['settings', 'credentials', 'catalogue', 'presets'],
  function: [
    ...['baseUrl', 'environment', 'businessDate', 'credentialsHint', 'check', 'discover', 'pull', 'normalize'],
    'reportingProjection',
  ],
  string: ['id', 'name', 'version', 'description', 'acquire'],
} as const

/**
 * The built-in plugins and those of npm packages. A package exports its plugin under the name `plugin`. Packages are
 * trusted code: only names from the operator's configuration may come here.
 * @param folder where packages are installed; the working directory, so that they stand beside the server
 * @throws PluginError which names the package
 */
export async function withPackages(
  packages: readonly string[],
  folder: string = process.cwd(),
): Promise<readonly SourcePlugin[]> {
  const installed: SourcePlugin[] = []
  for (const name of packages) installed.push(await pluginOf(name, folder))
  return usablePlugins([...plugins, ...installed])
}

async function pluginOf(name: string, folder: string): Promise<SourcePlugin> {
  // A path or an address would be loaded as well.
  if (!packageName.test(name)) throw new PluginError(`${JSON.stringify(name)} is no name of an npm package.`)
  const { plugin } = await load(name, folder)
  if (typeof plugin !== 'object' || plugin === null) throw new PluginError(`Package "${name}" exports no "plugin".`)
  const found = plugin as Record<string, unknown>
  // Said first: another version of the contract may have other members.
  if (found.contractVersion !== contractVersion) return plugin as SourcePlugin
  for (const [type, names] of Object.entries(members)) {
    const missing = names.find((member) => typeof found[member] !== type || found[member] === null)
    if (missing) throw new PluginError(`Package "${name}" exports a plugin without ${missing} (${type}).`)
  }
  return plugin as SourcePlugin
}

async function load(name: string, folder: string): Promise<{ plugin?: unknown }> {
  const file = entryOf(name, folder)
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { plugin?: unknown }
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new PluginError(`Package "${name}" cannot be loaded: ${said}`, { cause })
  }
}

/** The file that an import of the package from the folder would load. */
function entryOf(name: string, folder: string): string {
  const manifest = manifestOf(name, folder)
  if (!manifest) {
    throw new PluginError(`Package "${name}" is not installed in ${folder}. Run: npm install ${name}`)
  }
  const { exports, main } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports?: unknown; main?: unknown }
  const entry = exports === undefined ? (typeof main === 'string' ? main : 'index.js') : entryIn(exports)
  if (entry === null) throw new PluginError(`Package "${name}" exports no file that can be imported.`)
  return join(dirname(manifest), entry)
}

function manifestOf(name: string, folder: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(join(folder, 'package.json')))
  } catch {
    return undefined
  }
}

/** The conditions under which a package is imported; of a map of paths the package itself (`.`). */
const conditions = ['.', 'node', 'import', 'module-sync', 'default']

function entryIn(exports: unknown): string | null {
  if (typeof exports === 'string') return exports
  if (typeof exports !== 'object' || exports === null) return null
  const found = Object.entries(exports).filter(([key]) => conditions.includes(key))
  for (const [, target] of found) {
    const entry = entryIn(target)
    if (entry !== null) return entry
  }
  return null
}

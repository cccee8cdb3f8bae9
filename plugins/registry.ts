/** The source plugins this server has: those of this folder, and npm packages the operator names. */
import { contractVersion, type SourcePlugin } from './contract.ts'
import { loanpro } from './loanpro/plugin.ts'

/**
 * The same plugins, looked at before anything starts. Throws where one cannot be used: better no start than a source
 * that fails in a run.
 */
export function usablePlugins(plugins: readonly SourcePlugin[]): readonly SourcePlugin[] {
  const ids = new Set<string>()
  for (const { id, contractVersion: version, settings } of plugins) {
    if (!/^[a-z][a-z0-9-]{1,39}$/.test(id)) {
      throw new Error(`Plugin id "${id}" is not lower-case letters, digits and hyphens (2 to 40 characters).`)
    }
    if (ids.has(id)) throw new Error(`Two plugins have the id "${id}".`)
    if (version !== contractVersion) {
      throw new Error(
        `Plugin "${id}" is written for contract version ${version}; this server has ${contractVersion}. Install a matching version of the plugin.`,
      )
    }
    const secret = settings.fields.find((field) => field.secret || field.input === 'password')
    if (secret) {
      throw new Error(
        `Plugin "${id}" asks for the secret "${secret.name}" among its settings, which are stored and shown in the clear. It belongs to the credentials, which are sealed.`,
      )
    }
    ids.add(id)
  }
  return plugins
}

export const plugins: readonly SourcePlugin[] = usablePlugins([loanpro])

/**
 * The built-in plugins and those of npm packages. A package exports its plugin under the name `plugin`. Packages are
 * trusted code: only names from the operator's configuration may come here.
 */
export async function withPackages(packages: readonly string[]): Promise<readonly SourcePlugin[]> {
  const installed: SourcePlugin[] = []
  for (const name of packages) {
    const module = (await import(name)) as { plugin?: SourcePlugin }
    if (module.plugin === undefined) throw new Error(`Package "${name}" exports no "plugin".`)
    installed.push(module.plugin)
  }
  return usablePlugins([...plugins, ...installed])
}

/** The text of a published version: asked for when it is looked at, and kept, as it never changes. */
import type { Api } from '../../app/api.ts'
import { failureOf } from '../../app/ask.ts'
import { PresetVersionTextDocument } from '../../generated/documents.ts'

/** For as long as somebody is signed in. */
const known = new WeakMap<Api, Map<string, string>>()

export type VersionText = { text: string } | { problem: string }

/** @param id of the version, as the API gives it */
export async function versionText(api: Api, id: string): Promise<VersionText> {
  const texts = known.get(api) ?? new Map<string, string>()
  known.set(api, texts)
  const kept = texts.get(id)
  if (kept !== undefined) return { text: kept }
  const { data, error } = await api.uncached.query(PresetVersionTextDocument, { version: id }).toPromise()
  const found = data?.node
  if (!found || !('text' in found)) {
    return { problem: error ? failureOf({ error }) : 'That version is gone.' }
  }
  texts.set(id, found.text)
  return { text: found.text }
}

interface Listed {
  versions: readonly { id: string; version: number }[]
}

/** The same by its number. */
export async function textOfVersion(api: Api, { versions }: Listed, version: number): Promise<VersionText> {
  const id = versions.find((each) => each.version === version)?.id
  return id === undefined ? { problem: `Version ${version} is not in the list.` } : versionText(api, id)
}

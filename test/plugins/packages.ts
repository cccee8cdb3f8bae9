/** Packages as npm leaves them in a folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Given {
  id?: string
  contractVersion?: number
  /** The whole module, instead of a plugin. */
  source?: string
  /** Of its package.json; default: `./index.js`. */
  exports?: unknown
}

export function writePackage(folder: string, name: string, given: Given): void {
  const place = join(folder, 'node_modules', name)
  mkdirSync(place, { recursive: true })
  const manifest = { name, version: '1.0.0', type: 'module', exports: given.exports ?? './index.js' }
  writeFileSync(join(place, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(place, 'index.js'), given.source ?? tiny(given))
}

/** The least that a plugin is, in plain JavaScript and without a dependency. */
const tiny = ({ id = 'tiny', contractVersion = 1 }: Given) => `
const form = { fields: [], schema: { safeParse: (data) => ({ success: true, data }) } }
export const plugin = {
  id: ${JSON.stringify(id)}, name: 'Tiny', version: '1.0.0', contractVersion: ${contractVersion},
  description: 'Reads nothing.', acquire: 'pull', settings: form, credentials: form, catalogue: {}, presets: [],
  baseUrl: () => 'https://tiny.example', environment: () => 'SANDBOX', businessDate: () => '2026-06-30',
  credentialsHint: () => '', check: async () => ({ steps: [], capabilities: {} }),
  discover: async () => ({ catalogue: {}, lookups: {} }),
  async *pull() { return { cursor: {}, complete: false } },
  normalize: () => ({ document: {}, unknownFields: [] }), reportingProjection: (document) => document,
}
`

/**
 * Single changes of the plugin's newer preset taken over into the draft: the rest of the text, its comments and its order stay.
 */
import { type Document, isMap, isSeq, type Node, type ParsedNode, parseDocument, visit } from 'yaml'
import type { App } from '../app.ts'
import { unitPlaces } from '../mapping/diff.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { shippedUpdate } from './compare.ts'
import { type SavedDraft, saveDraft } from './drafts.ts'
import { loadPreset } from './rows.ts'

export interface TakeOver {
  presetId: string
  /** Paths of changes, as `shippedUpdate` names them. */
  paths: string[]
  /** Revision of the draft; null where there is none. */
  expectedRevision: number | null
}

export async function takeOverShippedChanges(
  app: App,
  requester: Requester,
  input: TakeOver,
): Promise<Outcome<SavedDraft>> {
  const loaded = await loadPreset(app.database.tenant(requester.organizationId), input.presetId)
  if (!loaded) return notFound('preset', ['presetId'])
  const update = await shippedUpdate(app, requester, input.presetId)
  const known = new Set(update?.changes.map((change) => change.path))
  const strange = input.paths.find((path) => !known.has(path))
  if (!update || input.paths.length === 0 || strange !== undefined) {
    const what =
      strange === undefined ? 'Name at least one change.' : `The plugin changed nothing at ${strange.slice(0, 120)}.`
    return refuse('UNKNOWN_CHANGE', ['paths'], `${what} shippedUpdate lists what it changed.`)
  }
  const own = loaded.draft?.text ?? loaded.published.text
  const text = withChanges(own, update.text, input.paths)
  if (text === null)
    return refuse('UNREADABLE', ['presetId'], 'The draft is no YAML mapping. Mend it, or discard it first.')
  const { presetId, expectedRevision } = input
  return saveDraft(app, requester, { presetId, text, expectedRevision, baseVersion: null })
}

/** `own` with the parts at the paths as `shipped` has them; null where one of them is no YAML mapping. Pure. */
export function withChanges(own: string, shipped: string, paths: readonly string[]): string | null {
  const [ownPlaces, shippedPlaces] = [unitPlaces(own), unitPlaces(shipped)]
  if (ownPlaces === null || shippedPlaces === null) return null
  const [target, source] = [own, shipped].map((text) =>
    parseDocument(text, { schema: 'failsafe', uniqueKeys: false }),
  ) as [Doc, Doc]
  // Items of lists are removed from the end on, so that the places of those before them still hold.
  const removals: (string | number)[][] = []
  for (const path of paths) {
    const from = shippedPlaces.get(path)
    if (from !== undefined) put(target, source, from)
    else removals.push(ownPlaces.get(path) ?? [])
  }
  for (const keys of removals.reverse()) if (keys.length > 0) target.deleteIn(keys)
  for (const [doc, text] of [
    [target, own],
    [source, shipped],
  ] as const)
    keepPadding(doc, text)
  const written = target.toString({ lineWidth: 0 })
  return own.includes('\r\n') ? written.replace(/\r?\n/g, '\r\n') : written
}

/** `{ a: b }` and `[a, b]` stay as they were written; the library knows one way for all of a text. */
function keepPadding(document: Doc, text: string): void {
  visit(document, {
    Collection(_key, collection) {
      if (!collection.flow || !collection.range) return
      const flowCollectionPadding = /\s/.test(text[collection.range[0] + 1] ?? '') ? ' ' : ''
      const write = collection.toString.bind(collection) as (context: object, ...more: unknown[]) => string
      collection.toString = ((context: object, ...more: unknown[]) =>
        write({ ...context, flowCollectionPadding }, ...more)) as typeof collection.toString
    },
  })
}

type Doc = Document<ParsedNode>

function put(target: Doc, source: Doc, keys: (string | number)[]): void {
  const node = source.getIn(keys, true) as Node
  const parent = target.getIn(keys.slice(0, -1), true)
  const last = keys.at(-1)!
  if (isSeq(parent) && Number(last) >= parent.items.length) {
    parent.items.push(node as never)
    return
  }
  // A table or section that the text does not have comes whole, with its layout.
  const missing = keys.findIndex((_key, depth) => depth > 0 && !isMap(target.getIn(keys.slice(0, depth), true)))
  if (missing > 0 && target.getIn(keys.slice(0, missing)) === undefined) {
    const outer = keys.slice(0, missing)
    const whole = source.getIn(outer, true) as Node & { items?: unknown[] }
    const alone = whole.clone() as typeof whole
    if (isMap(alone)) alone.items = alone.items.filter((pair) => String(pair.key) === String(keys[missing]))
    target.setIn(outer, alone)
    return
  }
  target.setIn(keys, node)
}

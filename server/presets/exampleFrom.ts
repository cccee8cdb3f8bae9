/**
 * A loan turned into an example: its stored document, reduced to what the preset reads and with fictitious people, beside the
 * outcome that the preset gives it now. For a loan that fails, an analyst writes down what should come of it and mends the
 * preset until it does.
 */
import { createHash } from 'node:crypto'
import type { Capabilities, SourcePlugin } from '../../plugins/contract.ts'
import { SourceFailure } from '../../plugins/contract.ts'
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { isId } from '../ids.ts'
import { type Catalogue, openLists } from '../mapping/catalogue.ts'
import { type Example, outcomeFacts } from '../mapping/examples.ts'
import { createProblems } from '../mapping/problems.ts'
import type { PresetProgram } from '../mapping/program.ts'
import { accountTargets } from '../mapping/targets.ts'
import { readTree, type Tree } from '../mapping/tree.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { placeOf, quarantinePlace } from '../sync/batch.ts'
import { unsealCompressed } from '../vault/seal.ts'
import { appendExample, exampleYaml } from './appendExample.ts'
import { checkText } from './check.ts'
import { fictitious } from './fictitious.ts'
import { loadPreset } from './rows.ts'
import { catalogueOf } from './seenValues.ts'
import { dayOf } from './storedLoans.ts'

export interface ExampleFrom {
  /** One of both. */
  recordId: string | null
  quarantinedId: string | null
  title: string
}

export interface MadeExample {
  presetId: string
  /** One item of `examples`. */
  yaml: string
  /** The draft (without one, the published text) with the example added; null where its examples are written in brackets. */
  text: string | null
  /** Whether the same comes of the fictitious loan as of the real one. */
  faithful: boolean
}

export async function exampleFrom(app: App, requester: Requester, input: ExampleFrom): Promise<Outcome<MadeExample>> {
  const { organizationId } = requester
  const stored = await loadDocument(app, organizationId, input)
  if (!stored) return notFound('record or quarantined record', ['of'])
  const { connection } = stored
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin) return refuse('UNKNOWN_PLUGIN', ['of'], `The plugin ${connection.pluginId} is not installed.`)
  const loaded = (await loadPreset(app.database.tenant(organizationId), connection.presetId))!
  const text = loaded.draft?.text ?? loaded.published.text
  const catalogue = await catalogueOf(app.database.tenant(organizationId), connection)
  // A draft with problems maps nothing: the published text tells what comes of the loan then.
  const { pluginId } = connection
  const program =
    programOf(text, pluginId, catalogue) ?? programOf(loaded.published.text, pluginId, openLists(catalogue))
  if (!program) {
    return refuse('PRESET_DOES_NOT_FIT', ['of'], 'Neither draft nor published text suits the source. Check them first.')
  }
  const document = normalized(plugin, stored.raw, connection.capabilities as Capabilities)
  if (document === null) {
    const message = 'The document cannot be read at all, so that nothing of it can be shown without its people.'
    return refuse('UNREADABLE_DOCUMENT', ['of'], message)
  }
  // What a source has only sent once is no code that everybody has: it is replaced like any other text.
  const listed = connection.catalogue as unknown as Catalogue
  const example = makeExample(text, program, document, { catalogue: listed, title: input.title, asOf: stored.asOf })
  const { given, faithful, ...rest } = example
  const item: Example = { ...rest, given }
  return {
    ok: true,
    ...{ presetId: loaded.preset.id, yaml: exampleYaml(item), text: appendExample(text, item), faithful },
  }
}

function programOf(text: string, pluginId: string, catalogue: Catalogue): PresetProgram | null {
  const { problems, programs } = checkText(text, pluginId, [{ connectionName: null, catalogue }])
  return problems.length === 0 ? (programs[0] ?? null) : null
}

interface StoredLoan {
  connection: Connection
  raw: string
  asOf: string
}

async function loadDocument(app: App, organizationId: string, input: ExampleFrom): Promise<StoredLoan | null> {
  const db = app.database.tenant(organizationId)
  const keys = await app.keysOf(organizationId)
  if (input.recordId !== null && isId(input.recordId)) {
    const row = await db.metro2Record.findFirst({
      where: { id: input.recordId },
      select: { asOf: true, connection: true, sourceRecord: { select: { id: true, document: true } } },
    })
    if (!row) return null
    const { id, document } = row.sourceRecord
    return { connection: row.connection, asOf: dayOf(row.asOf), raw: unsealCompressed(keys, placeOf(id), document) }
  }
  if (input.quarantinedId === null || !isId(input.quarantinedId)) return null
  const row = await db.quarantinedRecord.findFirst({
    where: { id: input.quarantinedId },
    include: { connection: true },
  })
  if (!row) return null
  const { connection } = row
  const place = quarantinePlace(connection.id, row.sourceKey)
  const day = connection.asOf ?? row.lastSeenAt
  return { connection, asOf: dayOf(day), raw: unsealCompressed(keys, place, row.document) }
}

function normalized(plugin: SourcePlugin, raw: string, capabilities: Capabilities): Record<string, unknown> | null {
  try {
    return plugin.normalize(raw, { capabilities }).document
  } catch (error) {
    if (error instanceof SourceFailure) return null
    throw error
  }
}

function makeExample(
  text: string,
  program: PresetProgram,
  document: Record<string, unknown>,
  { catalogue, title, asOf }: { catalogue: Catalogue; title: string; asOf: string },
): Example & { faithful: boolean } {
  const inputs = { asOf, identificationNumber: 'EXAMPLE', snapshotDate: asOf, previous: null }
  const salt = createHash('sha256').update(JSON.stringify(document)).digest('base64')
  const given = fictitious(document, { catalogue, paths: withParents(program.reads), words: wordsOf(text), salt })
  const real = outcomeFacts(program.run(document, inputs))
  const facts = outcomeFacts(program.run(given, inputs))
  const same = (name: string) => facts[name] === real[name]
  const expected = ['outcome', 'reason', ...told.filter((name) => facts.outcome === 'MAPPED' && facts[name] !== '')]
  const expect = Object.fromEntries(
    expected.filter((name) => facts[name] !== undefined).map((name) => [name, facts[name]!]),
  )
  return { title, asOf, given, expect, faithful: ['outcome', 'reason', ...told].every(same) }
}

/** A path is read by way of what it stands in. */
function withParents(paths: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set<string>()
  for (const path of paths) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) all.add(path.slice(0, end))
  }
  return all
}

/** What an example of a loan is about: the account, without the number that is made up. */
const told = [...accountTargets.keys()].filter((name) => name !== 'consumerAccountNumber')

/** Every text that stands in a preset, and every constant in its conditions. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>()
  const visit = (tree: Tree) => {
    if (tree.kind === 'text') {
      words.add(tree.text)
      for (const [, double, single] of tree.text.matchAll(/"([^"]*)"|'([^']*)'/g)) words.add(double ?? single ?? '')
    } else if (tree.kind === 'list') tree.items.forEach(visit)
    else if (tree.kind === 'map') {
      for (const [key, { value }] of tree.entries) {
        // Examples hold documents of their own.
        if (key === 'examples') continue
        words.add(key)
        visit(value)
      }
    }
  }
  const tree = readTree(text, createProblems(text))
  if (tree) visit(tree)
  return words
}

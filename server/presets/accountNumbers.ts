/**
 * How many records would get another account number (Field 7), or announce another account or identification number in an L1
 * segment that the preset writes itself. A bureau takes another number for another account: the
 * consumer then has the loan twice, so such an edit is published only by who names the count.
 */

import { setImmediate as breathe } from 'node:timers/promises'
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import type { TenantClient } from '../database/tenant.ts'
import { diffPresets } from '../mapping/diff.ts'
import { createProblems } from '../mapping/problems.ts'
import type { PresetProgram } from '../mapping/program.ts'
import { child } from '../mapping/shapes.ts'
import { readTree, type Tree } from '../mapping/tree.ts'
import { standingNumbers } from '../metro2/accountChange.ts'
import type { PublicFields } from '../records/identity.ts'
import type { PresetConnection } from './rows.ts'
import { dayOf, openStoredLoans } from './storedLoans.ts'

const chunk = 50
const sliceMs = 12
/** Longer than this nobody waits for an answer, and the request would time out. */
const patienceMs = 60_000

export interface AccountNumberChanges {
  count: number
  /** False: counting took too long, and `count` is every record that has a number. */
  exact: boolean
}

export interface Measured {
  connection: PresetConnection
  program: PresetProgram
}

/** @param text what is to be published; the programs are made of it */
export async function changedAccountNumbers(
  app: App,
  organizationId: string,
  text: string,
  connections: readonly Measured[],
  patience = patienceMs,
): Promise<AccountNumberChanges> {
  const until = performance.now() + patience
  const sum: AccountNumberChanges = { count: 0, exact: true }
  for (const measured of connections) {
    const versions = await versionsThatNumberDifferently(app, organizationId, text, measured.connection.id)
    if (versions.length === 0) continue
    const changes = await countIn(app, organizationId, measured, versions, until)
    sum.count += changes.count
    sum.exact &&= changes.exact
  }
  return sum
}

/** Versions in use by records of the connection whose numbers may differ; of the others no loan has to be mapped. */
async function versionsThatNumberDifferently(
  app: App,
  organizationId: string,
  text: string,
  connectionId: string,
): Promise<string[]> {
  const db = app.database.tenant(organizationId)
  const used = await db.metro2Record.groupBy({ by: ['presetVersionId'], where: { connectionId } })
  const versions = await db.mappingPresetVersion.findMany({
    where: { id: { in: used.map((each) => each.presetVersionId) } },
    select: { id: true, text: true },
  })
  return versions.filter((version) => mayRenumber(version.text, text)).map((version) => version.id)
}

/** Whether two texts may give a loan different account numbers: the recipe differs, or something that it reads. */
export function mayRenumber(before: string, after: string): boolean {
  const changes = diffPresets(before, after)
  if (changes === null) return true
  const texts = [before, after].flatMap(textsOfRecipe)
  // A table's name stands alone, a name of `let` in a path or a condition.
  const words = new Set(texts.flatMap((text) => [text, ...text.split(/\W+/)]))
  const mentions = (name: string) => words.has(name)
  // Two converters read the frequency of the terms, and whatever that is made of.
  if (changes.length > 0 && (mentions('monthsOfTerm') || mentions('monthlyAmount'))) return true
  return changes.some(({ path }) => {
    const [section, name = ''] = path.split('.')
    if (path.startsWith('account.consumerAccountNumber') || path.startsWith('segments.l1')) return true
    // A `let` may read another one.
    if (section === 'let') return [before, after].some((text) => namesOf(text, 'let').some(mentions))
    return (section === 'tables' || section === 'bands') && mentions(name)
  })
}

function partOf(text: string, ...keys: string[]): Tree | null {
  let tree: Tree | null | undefined = readTree(text, createProblems(text))
  for (const key of keys) tree = tree?.kind === 'map' ? child(tree, key) : null
  return tree ?? null
}

function namesOf(text: string, section: string): string[] {
  const tree = partOf(text, section)
  return tree?.kind === 'map' ? [...tree.entries.keys()] : []
}

function textsOfRecipe(text: string): string[] {
  const textsOf = (tree: Tree): string[] => {
    if (tree.kind === 'text') return [tree.text]
    if (tree.kind === 'list') return tree.items.flatMap(textsOf)
    return tree.kind === 'map' ? [...tree.entries.values()].flatMap((each) => [each.key, ...textsOf(each.value)]) : []
  }
  const recipes = [partOf(text, 'account', 'consumerAccountNumber'), partOf(text, 'segments', 'l1')]
  return recipes.flatMap((recipe) => (recipe === null ? [] : textsOf(recipe)))
}

async function countIn(
  app: App,
  organizationId: string,
  { connection, program }: Measured,
  presetVersionIds: string[],
  until: number,
): Promise<AccountNumberChanges> {
  const db = app.database.tenant(organizationId)
  const where = {
    connectionId: connection.id,
    presetVersionId: { in: presetVersionIds },
    consumerAccountNumber: { not: null },
  }
  const map = await openStoredLoans(app, organizationId, connection, program)
  let count = 0
  let after: string | null = null
  for (;;) {
    const rows = await recordsAfter(db, where, after)
    after = rows.at(-1)?.id ?? null
    let since = performance.now()
    for (const row of rows) {
      // Without what was reported before: an L1 segment keeps the old number in the record, and the number changes all the same.
      const mapped = map(row.sourceRecord, dayOf(row.asOf), null)
      // Excluded and failing loans have no number: they are not reported under another one.
      if (mapped.kind === 'RECORD' && mapped.fields && isRenumbered(mapped.fields, row)) count += 1
      if (performance.now() - since > sliceMs) {
        await breathe()
        since = performance.now()
      }
    }
    if (rows.length < chunk) return { count, exact: true }
    if (performance.now() > until) return { count: await db.metro2Record.count({ where }), exact: false }
  }
}

/**
 * What a record stands under is what its L1 segment announces, if it has one. The identification number of the base segment is the
 * furnisher's: of a preset, only an L1 segment can change it.
 */
function isRenumbered(now: PublicFields, row: { fields: unknown; consumerAccountNumber: string | null }): boolean {
  const next = standingNumbers(now)
  if (row.fields === null) return next.consumerAccountNumber !== row.consumerAccountNumber
  const before = standingNumbers(row.fields as PublicFields)
  const announced = now.l1?.newIdentificationNumber ?? ''
  const isIdentified = announced !== '' && announced !== before.identificationNumber
  return next.consumerAccountNumber !== before.consumerAccountNumber || isIdentified
}

async function recordsAfter(db: TenantClient, where: Prisma.Metro2RecordWhereInput, after: string | null) {
  return db.metro2Record.findMany({
    where: { ...where, ...(after && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: chunk,
    select: {
      id: true,
      asOf: true,
      consumerAccountNumber: true,
      fields: true,
      sourceRecord: { select: { id: true, document: true, documentHash: true, snapshotDate: true } },
    },
  })
}

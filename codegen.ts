/**
 * `npm run codegen`: prints the schema's snapshot (schema/schema.graphql), typed documents for every operation in the
 * repository's .graphql files (schema/client/documents.ts; those of the web client in web/generated, which imports nothing
 * else of ours), the layout of the format for the web client, and the list of rules (docs/rules.md).
 *
 * With `--check` nothing is written: it fails when a file is stale, and when the snapshot breaks clients of the version before it
 * without a line about it in schema/breaking-changes.md.
 */
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as typedDocumentNode from '@graphql-codegen/typed-document-node'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import { buildSchema, findBreakingChanges, lexicographicSortSchema, parse, printSchema } from 'graphql'
import { schema } from './schema/index.ts'
import { rulesDocument } from './scripts/rulesDocument.ts'
import { webLayout } from './scripts/webLayout.ts'

const root = import.meta.dirname
const snapshotPath = 'schema/schema.graphql'
const documentsPath = 'schema/client/documents.ts'
const webDocumentsPath = 'web/generated/documents.ts'
const webLayoutPath = 'web/generated/layout.ts'
const rulesPath = 'docs/rules.md'
const breakingPath = 'schema/breaking-changes.md'

const head = `/** Typed documents of the operations in this repository's .graphql files. Written by \`npm run codegen\`; not to be edited. */
// biome-ignore-all format: generated
// biome-ignore-all lint: generated
// biome-ignore-all assist: generated
`

const scalars = {
  ID: 'string',
  Date: 'string',
  DateTime: 'string',
  Money: 'string',
  // A value of any shape; whoever reads it says which.
  JSON: 'unknown',
}

async function generateDocuments(filename: string, folders: string, snapshot: string): Promise<string> {
  const files = globSync(`${folders}/**/*.graphql`, { cwd: root, exclude: (name) => name === 'node_modules' })
  const documents = files.sort().map((location) => ({ location, document: parse(read(location)!) }))
  const config = {
    scalars,
    useTypeImports: true,
    enumType: 'string-literal',
    strictScalars: true,
    defaultScalarType: 'unknown',
  }
  const body = await codegen({
    filename,
    schema: parse(snapshot),
    documents,
    config,
    plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescriptOperations, typedDocumentNode },
  })
  return head + body
}

function read(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function git(...args: string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    // Not a work tree, or no such commit: there is nothing to compare with.
    return null
  }
}

/** The snapshot before this one: the last committed text that differs. */
function snapshotBefore(current: string): string | null {
  const commits = git('log', '-n', '20', '--format=%H', '--', snapshotPath)?.split('\n').filter(Boolean) ?? []
  for (const commit of commits) {
    const text = git('show', `${commit}:${snapshotPath}`)
    if (text && text !== current) return text
  }
  return null
}

/** Breaking changes nobody wrote down. */
function unintended(current: string): string[] {
  const before = snapshotBefore(current)
  if (!before) return []
  const intended = read(breakingPath) ?? ''
  return findBreakingChanges(buildSchema(before), buildSchema(current))
    .map(({ description }) => description)
    .filter((description) => !intended.includes(description))
}

function check(outputs: Record<string, string>, current: string): string[] {
  const stale = Object.entries(outputs).filter(([path, text]) => read(path) !== text)
  return [
    ...stale.map(([path]) => `${path} is stale; run: npm run codegen`),
    ...unintended(current).map(
      (description) => `This breaks clients: ${description} If it is meant, add that sentence to ${breakingPath}.`,
    ),
  ]
}

const snapshot = `${printSchema(lexicographicSortSchema(schema))}\n`
const outputs = {
  [snapshotPath]: snapshot,
  [documentsPath]: await generateDocuments(documentsPath, '{scripts,test}', snapshot),
  [webDocumentsPath]: await generateDocuments(webDocumentsPath, 'web', snapshot),
  [webLayoutPath]: webLayout(schema),
  [rulesPath]: rulesDocument(),
}
if (process.argv.includes('--check')) {
  const problems = check(outputs, snapshot)
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  process.exitCode = problems.length > 0 ? 1 : 0
} else {
  for (const [path, text] of Object.entries(outputs)) writeFileSync(join(root, path), text)
}

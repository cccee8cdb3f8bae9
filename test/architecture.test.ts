import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** Room of a file: the first entry whose prefix it has. */
const rooms = [
  ['server/metro2', 'server/metro2/'],
  ['server/mapping', 'server/mapping/'],
  ['server', 'server/'],
  ['plugins/contract', 'plugins/contract.ts'],
  ['plugins/registry', 'plugins/registry.ts'],
  ['plugins', 'plugins/'],
  ['schema', 'schema/'],
  ['prisma', 'prisma/'],
  ['scripts', 'scripts/'],
] as const

/** What each room may import besides itself and npm packages. */
const allowed: Record<string, string[]> = {
  'server/metro2': [],
  'server/mapping': ['server/metro2'],
  // The catalogue's types, so that a plugin and the mapping language mean the same by them.
  'plugins/contract': ['server/mapping'],
  plugins: ['plugins/contract'],
  'plugins/registry': ['plugins/contract', 'plugins'],
  server: ['server/metro2', 'server/mapping', 'plugins/contract', 'prisma'],
  schema: ['server', 'server/metro2', 'server/mapping', 'plugins/contract', 'prisma'],
  scripts: [
    'server',
    'server/metro2',
    'server/mapping',
    'plugins/contract',
    'plugins/registry',
    'plugins',
    'schema',
    'prisma',
  ],
}

/** Where the parts are put together: these may import any room. */
const compositionRoots = new Set([
  'server/main.ts',
  'server/compose.ts',
  'server/http/graphql.ts',
  'server/http/server.ts',
])

const roomOf = (file: string) => rooms.find(([, prefix]) => file.startsWith(prefix))?.[0]

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
    .map((name) => join(folder, name))
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path]) =>
    relative(root, resolve(root, file, '..', path!)),
  )
}

test('rooms import only those that they may', () => {
  const wrong: string[] = []
  for (const file of ['server', 'plugins', 'schema', 'scripts'].flatMap(sources)) {
    const room = roomOf(file)!
    if (compositionRoots.has(file)) continue
    for (const target of importsOf(file)) {
      const other = roomOf(target)
      if (other && other !== room && !allowed[room]!.includes(other)) wrong.push(`${file} imports ${target}`)
    }
  }
  expect(wrong).toEqual([])
})

test('a plugin knows no other plugin', () => {
  const wrong = sources('plugins')
    .filter((file) => file.split('/').length > 2)
    .flatMap((file) => {
      const own = file.split('/').slice(0, 2).join('/')
      return importsOf(file)
        .filter((target) => target !== 'plugins/contract.ts' && !target.startsWith(`${own}/`))
        .map((target) => `${file} imports ${target}`)
    })
  expect(wrong).toEqual([])
})

test('the pure cores touch neither clock, files, network nor environment', () => {
  const impure = /Date\.now|new Date\(\)|Math\.random|from 'node:|process\.|fetch\(/
  const wrong = ['server/metro2', 'server/mapping'].flatMap(sources).filter((file) => {
    const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    return impure.test(code)
  })
  expect(wrong).toEqual([])
})

/**
 * `npm run build`: builds the web client into web/dist, with a brotli and a gzip copy of every file beside it.
 *
 * With `--if-needed` (before `npm start` and `npm run demo`) only when its sources have changed since, which takes a few
 * milliseconds to tell; a machine without the build tools goes on without a client, and says so.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = resolve(import.meta.dirname, '..')
const web = join(root, 'web')
const dist = join(web, 'dist')
const stampPath = join(dist, '.sources')

/** A hash of all that the build is made from. */
export function sourcesHash(): string {
  const files = globSync('**/*.{ts,tsx,css,html,svg,json,graphql}', { cwd: web, exclude: ['dist/**'] }).sort()
  const hash = createHash('sha256')
  for (const file of [...files.map((name) => join(web, name)), join(root, 'package-lock.json'), import.meta.filename]) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

const builtFrom = () => (existsSync(stampPath) ? readFileSync(stampPath, 'utf8') : null)

async function buildWeb(hash: string): Promise<void> {
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')])
  await build({
    configFile: false,
    root: web,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: dist,
      emptyOutDir: true,
      target: 'es2022',
      // A data: address in a style sheet is nothing that the content security policy lets in.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 900,
    },
  })
  compress()
  writeFileSync(stampPath, hash)
}

/** Beside each file its compressed copies, at the highest level: once here instead of at every request. */
function compress(): void {
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|html|svg)$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

function hasTools(): boolean {
  try {
    import.meta.resolve('vite')
    import.meta.resolve('@vitejs/plugin-react')
    return true
  } catch {
    return false
  }
}

async function main(args: string[]): Promise<void> {
  const ifNeeded = args.includes('--if-needed')
  const hash = sourcesHash()
  if (ifNeeded && builtFrom() === hash) return
  if (!hasTools()) {
    const message = 'The web client is not built: its build tools are not installed (npm ci, without --omit=dev).\n'
    process.stderr.write(message)
    process.exitCode = ifNeeded ? 0 : 1
    return
  }
  if (ifNeeded) process.stdout.write('Building the web client …\n')
  await buildWeb(hash)
}

if (import.meta.main) await main(process.argv.slice(2))

/** A context for plugins in tests: plain fetch with simple retries that do not wait, and notices kept. */
import {
  type Capabilities,
  type PluginContext,
  SourceFailure,
  type SourcePlugin,
  type WritebackContext,
} from '../../plugins/contract.ts'

export interface TestContextOptions {
  settings: unknown
  credentials: unknown
  capabilities?: Capabilities
  now?: () => number
  signal?: AbortSignal
  /** Tries of one request; default 4. */
  tries?: number
}

export interface TestContext extends WritebackContext {
  notices: string[]
  /** Milliseconds that Retry-After asked to wait, as they came; null where none was stated. */
  asked: (number | null)[]
}

type Init = Parameters<PluginContext['fetch']>[1]

export function testContext(options: TestContextOptions): TestContext {
  const signal = options.signal ?? new AbortController().signal
  const asked: (number | null)[] = []
  const notices: string[] = []
  return {
    settings: options.settings,
    credentials: options.credentials,
    capabilities: options.capabilities ?? {},
    notices,
    asked,
    now: options.now ?? (() => Date.now()),
    signal,
    notice: (message) => notices.push(message),
    fetch: (url, init) => fetchWithRetries(url, init, { signal, asked, tries: options.tries ?? 4 }),
    putFile: (url, bytes, contentType) => putFile(url, bytes, contentType, signal),
    pause: async () => signal.throwIfAborted(),
  }
}

interface Retrying {
  signal: AbortSignal
  asked: (number | null)[]
  tries: number
}

async function fetchWithRetries(url: string, init: Init, { signal, asked, tries }: Retrying) {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted()
    const answer = await attemptOnce(url, init, signal)
    if (typeof answer !== 'string' && answer.status !== 429 && answer.status < 500) return answer
    if (typeof answer !== 'string' && answer.status === 429) asked.push(retryAfter(answer.headers.get('retry-after')))
    if (attempt < tries) continue
    const code = typeof answer === 'string' ? answer : answer.status === 429 ? 'RATE_LIMITED' : 'SERVER_ERROR'
    throw new SourceFailure('TRANSIENT', code, 'The source fails to answer.', 'Try again later.')
  }
}

async function putFile(url: string, bytes: Uint8Array, contentType: string, signal: AbortSignal): Promise<void> {
  const headers = { 'content-type': contentType }
  const init: RequestInit = { method: 'PUT', headers, body: Uint8Array.from(bytes), signal, redirect: 'manual' }
  const status = await fetch(url, init).then(
    (response) => response.status,
    () => 0,
  )
  if (status === 200) return
  const kind = status === 0 || status >= 500 ? 'TRANSIENT' : 'CONFIGURATION'
  throw new SourceFailure(kind, 'FILE_NOT_TAKEN', 'Storage did not take the file.', 'Try again later.')
}

async function attemptOnce(url: string, init: Init, signal: AbortSignal) {
  try {
    const { method = 'GET', headers = {}, body = null } = init ?? {}
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text: async () => text }
  } catch {
    signal.throwIfAborted()
    return 'CONNECTION_LOST'
  }
}

function retryAfter(header: string | null): number | null {
  if (header === null) return null
  return /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header)
}

/** Settings and credentials as the form's schema reads them. Throws where the form refuses them. */
export function submitted(plugin: SourcePlugin, settings: unknown, credentials: unknown) {
  return { settings: plugin.settings.schema.parse(settings), credentials: plugin.credentials.schema.parse(credentials) }
}

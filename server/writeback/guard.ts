/**
 * The context that a plugin writes with. Whatever the plugin is, nothing leaves here but GET, PATCH and PUT, and before each of
 * the two that change something it is asked whether writeback is still allowed.
 */
import { type PluginContext, SourceFailure } from '../../plugins/contract.ts'

const reads = new Set(['GET', 'HEAD'])
const writes = new Set(['PATCH', 'PUT'])

/** @param mayWrite throws when it may not */
export function guarded(ctx: PluginContext, mayWrite: () => Promise<void>): PluginContext {
  return {
    ...ctx,
    async fetch(url, init) {
      const method = (init?.method ?? 'GET').toUpperCase()
      if (reads.has(method)) return ctx.fetch(url, init)
      if (!writes.has(method)) throw refused()
      await mayWrite()
      // Sent once whatever the plugin says: the answer may be lost, and the deed done.
      return ctx.fetch(url, { ...init, method, repeatable: false })
    },
  }
}

const refused = () =>
  new SourceFailure(
    'SYSTEM',
    'METHOD_REFUSED',
    'The plugin asked for a request that writeback never makes.',
    'The plugin needs an update. Nothing was sent.',
  )

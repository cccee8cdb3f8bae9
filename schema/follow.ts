/** Follows a row that moves: as it stands now, and again after each event of its log. */

/** At most this often, except that the last word always comes. */
const pauseMs = 200

/**
 * Events that come faster than the row is read are taken together.
 * @param events of the row's log, until the signal ends; what they say is not looked at
 */
export async function* follow<T>(
  read: () => Promise<T>,
  active: (row: T) => boolean,
  events: (row: T, signal: AbortSignal) => AsyncIterable<unknown>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let current = await read()
  yield current
  if (!active(current)) return

  const stop = new AbortController()
  let moved = Promise.withResolvers<void>()
  let ended = false
  const pump = async () => {
    for await (const _event of events(current, AbortSignal.any([signal, stop.signal]))) moved.resolve()
  }
  const pumping = pump().finally(() => {
    ended = true
    moved.resolve()
  })
  // Awaited below; until then a failure must not count as unhandled.
  pumping.catch(() => {})
  try {
    while (!signal.aborted) {
      await moved.promise
      moved = Promise.withResolvers()
      if (signal.aborted) return
      const last = ended
      current = await read()
      yield current
      if (last || !active(current)) break
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  } finally {
    stop.abort()
  }
  await pumping
}

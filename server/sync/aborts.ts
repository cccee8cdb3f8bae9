/** The runs at work in this process, so that a cancel here takes effect at once; elsewhere the heartbeat sees it. */

const controllers = new Map<string, AbortController>()

export function registerRun(runId: string): AbortController {
  const controller = new AbortController()
  controllers.set(runId, controller)
  return controller
}

export const unregisterRun = (runId: string) => controllers.delete(runId)

/** Reason of the signal when a person asked for the end. */
export const cancelled = Symbol('cancelled')

export const abortRun = (runId: string) => controllers.get(runId)?.abort(cancelled)

export function abortAllRuns(reason: unknown) {
  for (const controller of controllers.values()) controller.abort(reason)
}

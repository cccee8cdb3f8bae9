/** Connections that stay open (WebSockets, event streams): ended within seconds when the proof behind them ends. */
import type { Authenticator } from '../auth/authenticate.ts'
import { endOfProof, type Viewer } from '../auth/viewer.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'

export const closeCodes = {
  unauthorized: 4401,
  forbidden: 4403,
  goingAway: 1001,
  failed: 1011,
  tryLater: 1013,
} as const

export interface Session {
  viewer: Viewer
  close(code: number, reason: string): void
}

export interface Sessions {
  /** Why the viewer may open no further one now; null when there is room. */
  refusal(viewer: Viewer): string | null
  /** Answers what to call when it has ended by itself. */
  add(session: Session): () => void
  closeAll(): void
  stop(): void
}

const checkEveryMs = 2_000

export function createSessions(
  authenticator: Authenticator,
  now: () => number,
  log: Log,
  limits: Config['sockets'],
): Sessions {
  const open = new Set<Session>()
  const end = (session: Session, code: number, reason: string) => {
    open.delete(session)
    session.close(code, reason)
  }
  const check = async () => {
    const instant = now()
    for (const session of open) {
      const ended = endOfProof(session.viewer, instant)
      if (ended) end(session, closeCodes.unauthorized, ended)
    }
    const ids = new Set([...open].flatMap(({ viewer }) => viewer.apiKeyId ?? []))
    const revoked = ids.size === 0 ? new Set() : await authenticator.revoked([...ids])
    const deleted = await authenticator.deleted([...new Set([...open].map(({ viewer }) => viewer.organizationId))])
    for (const session of open) {
      const { apiKeyId } = session.viewer
      if (deleted.has(session.viewer.organizationId)) end(session, closeCodes.forbidden, 'Organization deleted')
      else if (apiKeyId && revoked.has(apiKeyId)) end(session, closeCodes.forbidden, 'Key revoked')
    }
  }
  let checking = false
  const timer = setInterval(() => {
    if (checking || open.size === 0) return
    checking = true
    check()
      // The next check comes in two seconds; until then the sockets stay as they are.
      .catch((error: unknown) => log.error({ err: error }, 'checking open sessions failed'))
      .finally(() => {
        checking = false
      })
  }, checkEveryMs)
  timer.unref()
  return {
    refusal({ actor, organizationId }) {
      const own = [...open].filter(({ viewer }) => viewer.organizationId === organizationId)
      if (own.length >= limits.perOrganization) return `Too many sockets of the organization: ${limits.perOrganization}`
      const ofKey = own.filter(({ viewer }) => viewer.actor === actor).length
      return ofKey >= limits.perKey ? `Too many sockets of this key: ${limits.perKey}` : null
    },
    add(session) {
      open.add(session)
      return () => open.delete(session)
    },
    closeAll() {
      for (const session of [...open]) end(session, closeCodes.goingAway, 'Server is stopping')
    },
    stop: () => clearInterval(timer),
  }
}

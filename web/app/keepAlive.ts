/** Keeps the session of a person going: renews the token before its end where it can, and says when it has ended. */
import { renewIn, SignInProblem } from '../lib/signOn.ts'
import { heldTokens, type PersonCredentials, storeCredentials } from './session.ts'

/** The longest that a timer of a browser can wait. */
const longest = 2 ** 31 - 1
const retryMs = 5_000

/** Answers what to call to stop. */
export function keepAlive(
  first: PersonCredentials,
  told: { renewed(bearer: string): void; ended(): void },
): () => void {
  let current = first
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = (ms: number, then: () => void) => {
    timer = setTimeout(then, Math.min(Math.max(0, ms), longest))
  }
  const plan = () => {
    if (current.expiresAt === null) return
    const renewable = heldTokens().refreshToken !== null
    if (renewable) wait(renewIn(current.expiresAt, Date.now()), renewNow)
    else wait(current.expiresAt - Date.now(), end)
  }
  const end = () => {
    // A timer may come too early when it was cut to the longest.
    if ((current.expiresAt ?? 0) > Date.now()) return plan()
    told.ended()
  }
  const renewNow = async () => {
    if (renewIn(current.expiresAt ?? 0, Date.now()) > 60_000) return plan()
    try {
      const { renew } = await import('./signOn.ts')
      const { credentials, tokens } = await renew(current.settings, heldTokens())
      if (stopped) return
      storeCredentials(credentials, tokens)
      current = credentials
      told.renewed(credentials.bearer)
      plan()
    } catch (error) {
      if (stopped) return
      const left = (current.expiresAt ?? 0) - Date.now()
      // Refused for good, it lasts until its end; else the provider may be back before that.
      if (left <= 0) told.ended()
      else
        wait(
          error instanceof SignInProblem ? left : Math.min(retryMs, left),
          error instanceof SignInProblem ? end : renewNow,
        )
    }
  }
  plan()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

/**
 * Who is signed in, in this tab: an API key, or the access token of a person. Kept in the tab's session storage, gone when the tab
 * is; never in an address. What renews a token, and what names a person, stays in memory alone.
 */
import type { SignOnSettings } from '../lib/signOn.ts'

export interface KeyCredentials {
  kind: 'KEY'
  /** What the API is shown: `Authorization: Bearer …`. */
  bearer: string
}

export interface PersonCredentials {
  kind: 'PERSON'
  bearer: string
  /** Milliseconds since 1970; null when the provider does not say. */
  expiresAt: number | null
  settings: SignOnSettings
}

export type Credentials = KeyCredentials | PersonCredentials

/** What the provider gave beside the access token. */
export interface Held {
  refreshToken: string | null
  idToken: string | null
}

const keyName = 'metro2.apiKey'
const personName = 'metro2.token'

const nothing: Held = { refreshToken: null, idToken: null }
let held = nothing

export const heldTokens = (): Held => held

export function storedCredentials(): Credentials | null {
  const key = sessionStorage.getItem(keyName)
  if (key !== null) return { kind: 'KEY', bearer: key }
  const person = sessionStorage.getItem(personName)
  if (person === null) return null
  try {
    return JSON.parse(person) as PersonCredentials
  } catch {
    // Not what was written there: whoever it is signs in anew.
    return null
  }
}

export function storeCredentials(credentials: Credentials, tokens: Held = nothing): void {
  held = tokens
  if (credentials.kind === 'KEY') sessionStorage.setItem(keyName, credentials.bearer)
  else sessionStorage.setItem(personName, JSON.stringify(credentials))
}

/** Forgets all that was kept for the one who was signed in. */
export function forgetCredentials(): void {
  held = nothing
  sessionStorage.clear()
}

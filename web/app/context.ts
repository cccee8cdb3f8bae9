/** Who is signed in, and the API in their name. */
import { createContext, useContext } from 'react'
import type { Role, ViewerQuery } from '../generated/documents.ts'
import { hasRole } from '../lib/roles.ts'
import type { Api } from './api.ts'

export interface Session {
  api: Api
  viewer: ViewerQuery['viewer']
  signOut(): void
}

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('Nobody is signed in.')
  return session
}

/** Whether the one who is signed in may cancel what somebody started. */
export function useMayCancel(requestedBy: string | undefined): boolean {
  const { viewer } = useSession()
  return hasRole(viewer.role, 'OPERATOR') || (hasRole(viewer.role, 'ANALYST') && requestedBy === viewer.actor)
}

/** Whether the one who is signed in may do what needs a role. */
export function useMay(needed: Role): boolean {
  return hasRole(useSession().viewer.role, needed)
}

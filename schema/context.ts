/** What every resolver is given. One context an operation. */
import type { App } from '../server/app.ts'
import type { Viewer } from '../server/auth/viewer.ts'
import type { TenantClient } from '../server/database/tenant.ts'
import { createLoaders, type Loaders } from './loaders.ts'

export { hasRole, type Viewer } from '../server/auth/viewer.ts'

export interface Context {
  app: App
  /** Who asks; there is no operation without one. */
  viewer: Viewer
  /** The database, bound to the viewer's organization. */
  db: TenantClient
  /** Per-operation batches. */
  loaders: Loaders
  requestId: string
  /** Ends when the client goes away; long work and subscriptions stop with it. */
  signal: AbortSignal
}

export function createContext(app: App, request: { viewer: Viewer; requestId: string; signal: AbortSignal }): Context {
  const db = app.database.tenant(request.viewer.organizationId)
  return { app, db, loaders: createLoaders(app, db), ...request }
}

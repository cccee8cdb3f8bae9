/** Which page stands at which address. Each is loaded when it is first gone to. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { readQuarantineSearch } from '../lib/quarantineSearch.ts'
import { readRecordSearch } from '../lib/recordSearch.ts'
import { readValidationSearch } from '../lib/validationSearch.ts'
import { Broken, NotFound } from '../ui/states.tsx'
import { Layout } from './Layout.tsx'

const root = createRootRoute({ component: Layout, notFoundComponent: NotFound, errorComponent: Broken })

const dashboard = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/dashboard/DashboardPage.tsx'), 'DashboardPage'),
})

const connections = createRoute({
  getParentRoute: () => root,
  path: '/connections',
  component: lazyRouteComponent(() => import('../pages/connections/ConnectionsPage.tsx'), 'ConnectionsPage'),
})

const quarantine = createRoute({
  getParentRoute: () => root,
  path: '/quarantine',
  validateSearch: readQuarantineSearch,
  component: lazyRouteComponent(() => import('../pages/quarantine/QuarantinePage.tsx'), 'QuarantinePage'),
})

const upload = createRoute({
  getParentRoute: () => root,
  path: '/connections/$id/upload',
  component: lazyRouteComponent(() => import('../pages/upload/UploadPage.tsx'), 'UploadPage'),
})

const connection = createRoute({
  getParentRoute: () => root,
  path: '/connections/$id',
  component: lazyRouteComponent(() => import('../pages/connection/ConnectionPage.tsx'), 'ConnectionPage'),
})

const wizard = createRoute({
  getParentRoute: () => root,
  path: '/integrations/$source/connect',
  component: lazyRouteComponent(() => import('../pages/wizard/WizardPage.tsx'), 'WizardPage'),
})

const records = createRoute({
  getParentRoute: () => root,
  path: '/records',
  validateSearch: readRecordSearch,
  component: lazyRouteComponent(() => import('../pages/records/RecordsPage.tsx'), 'RecordsPage'),
})

const record = createRoute({
  getParentRoute: () => root,
  path: '/records/$id',
  component: lazyRouteComponent(() => import('../pages/record/RecordPage.tsx'), 'RecordPage'),
})

const validation = createRoute({
  getParentRoute: () => root,
  path: '/validation',
  validateSearch: readValidationSearch,
  component: lazyRouteComponent(() => import('../pages/validation/ValidationPage.tsx'), 'ValidationPage'),
})

const presets = createRoute({
  getParentRoute: () => root,
  path: '/presets',
  component: lazyRouteComponent(() => import('../pages/presets/PresetsPage.tsx'), 'PresetsPage'),
})

const preset = createRoute({
  getParentRoute: () => root,
  path: '/presets/$id',
  component: lazyRouteComponent(() => import('../pages/presets/PresetPage.tsx'), 'PresetPage'),
})

const routeTree = root.addChildren([
  dashboard,
  quarantine,
  upload,
  connections,
  connection,
  wizard,
  records,
  record,
  validation,
  presets,
  preset,
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

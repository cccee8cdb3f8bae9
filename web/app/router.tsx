/** Which page stands at which address. Each is loaded when it is first gone to. */
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { readBaselineSearch, readFilesSearch, readPeriodSearch, readPeriodsSearch } from '../lib/periodSearch.ts'
import { readQuarantineSearch } from '../lib/quarantineSearch.ts'
import { readRecordSearch } from '../lib/recordSearch.ts'
import { readAuditSearch, readConnectionSearch, readRuleSearch } from '../lib/settingsSearch.ts'
import { callbackPath } from '../lib/signOn.ts'
import { readValidationSearch } from '../lib/validationSearch.ts'
import { readWizardSearch } from '../lib/wizard.ts'
import { Broken, NotFound } from '../ui/states.tsx'
import { Layout } from './Layout.tsx'
import { page } from './page.tsx'

const root = createRootRoute({ component: Layout, notFoundComponent: NotFound, errorComponent: Broken })

const dashboard = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: page(() => import('../pages/dashboard/DashboardPage.tsx'), 'DashboardPage'),
})

const connections = createRoute({
  getParentRoute: () => root,
  path: '/connections',
  component: page(() => import('../pages/connections/ConnectionsPage.tsx'), 'ConnectionsPage'),
})

const quarantine = createRoute({
  getParentRoute: () => root,
  path: '/quarantine',
  validateSearch: readQuarantineSearch,
  component: page(() => import('../pages/quarantine/QuarantinePage.tsx'), 'QuarantinePage'),
})

const upload = createRoute({
  getParentRoute: () => root,
  path: '/connections/$id/upload',
  component: page(() => import('../pages/upload/UploadPage.tsx'), 'UploadPage'),
})

const connection = createRoute({
  getParentRoute: () => root,
  path: '/connections/$id',
  component: page(() => import('../pages/connection/ConnectionPage.tsx'), 'ConnectionPage'),
})

const wizard = createRoute({
  getParentRoute: () => root,
  path: '/integrations/$source/connect',
  validateSearch: readWizardSearch,
  component: page(() => import('../pages/wizard/WizardPage.tsx'), 'WizardPage'),
})

// Coming back from the provider is answered before there are pages (App.tsx); whoever is signed in has no more to do here.
const signedIn = createRoute({
  getParentRoute: () => root,
  path: callbackPath,
  beforeLoad: () => {
    throw redirect({ to: '/' })
  },
})

const records = createRoute({
  getParentRoute: () => root,
  path: '/records',
  validateSearch: readRecordSearch,
  component: page(() => import('../pages/records/RecordsPage.tsx'), 'RecordsPage'),
})

const record = createRoute({
  getParentRoute: () => root,
  path: '/records/$id',
  component: page(() => import('../pages/record/RecordPage.tsx'), 'RecordPage'),
})

const validation = createRoute({
  getParentRoute: () => root,
  path: '/validation',
  validateSearch: readValidationSearch,
  component: page(() => import('../pages/validation/ValidationPage.tsx'), 'ValidationPage'),
})

const presets = createRoute({
  getParentRoute: () => root,
  path: '/presets',
  component: page(() => import('../pages/presets/PresetsPage.tsx'), 'PresetsPage'),
})

const preset = createRoute({
  getParentRoute: () => root,
  path: '/presets/$id',
  component: page(() => import('../pages/presets/PresetPage.tsx'), 'PresetPage'),
})

const connectionSettings = createRoute({
  getParentRoute: () => root,
  path: '/connections/$id/settings',
  component: page(() => import('../pages/connection/ConnectionSettings.tsx'), 'ConnectionSettings'),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: page(() => import('../pages/settings/SettingsLayout.tsx'), 'SettingsLayout'),
})

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: page(() => import('../pages/settings/SettingsLayout.tsx'), 'SettingsIndex'),
})

const settingsFurnishers = createRoute({
  getParentRoute: () => settings,
  path: '/furnishers',
  component: page(() => import('../pages/settings/FurnishersPage.tsx'), 'FurnishersPage'),
})

const settingsKeys = createRoute({
  getParentRoute: () => settings,
  path: '/keys',
  component: page(() => import('../pages/settings/KeysPage.tsx'), 'KeysPage'),
})

const settingsRules = createRoute({
  getParentRoute: () => settings,
  path: '/rules',
  validateSearch: readRuleSearch,
  component: page(() => import('../pages/settings/RulesPage.tsx'), 'RulesPage'),
})

const settingsWebhooks = createRoute({
  getParentRoute: () => settings,
  path: '/webhooks',
  validateSearch: readConnectionSearch,
  component: page(() => import('../pages/webhooks/WebhooksPage.tsx'), 'WebhooksPage'),
})

const settingsWriteback = createRoute({
  getParentRoute: () => settings,
  path: '/writeback',
  validateSearch: readConnectionSearch,
  component: page(() => import('../pages/settings/WritebackPage.tsx'), 'WritebackPage'),
})

const settingsAudit = createRoute({
  getParentRoute: () => settings,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: page(() => import('../pages/settings/AuditPage.tsx'), 'AuditPage'),
})

const settingsPages = settings.addChildren([
  settingsIndex,
  settingsFurnishers,
  settingsKeys,
  settingsRules,
  settingsWebhooks,
  settingsWriteback,
  settingsAudit,
])

const periods = createRoute({
  getParentRoute: () => root,
  path: '/periods',
  validateSearch: readPeriodsSearch,
  component: page(() => import('../pages/periods/PeriodsPage.tsx'), 'PeriodsPage'),
})

const period = createRoute({
  getParentRoute: () => root,
  path: '/periods/$id',
  validateSearch: readPeriodSearch,
  component: page(() => import('../pages/periods/PeriodPage.tsx'), 'PeriodPage'),
})

const periodRecord = createRoute({
  getParentRoute: () => root,
  path: '/periods/$id/records/$record',
  component: page(() => import('../pages/periods/PeriodRecordPage.tsx'), 'PeriodRecordPage'),
})

const reportedRecord = createRoute({
  getParentRoute: () => root,
  path: '/periods/$id/reported/$record',
  component: page(() => import('../pages/periods/ReportedRecordPage.tsx'), 'ReportedRecordPage'),
})

// Not /files: that is the API's, for downloads.
const files = createRoute({
  getParentRoute: () => root,
  path: '/periods/files',
  validateSearch: readFilesSearch,
  component: page(() => import('../pages/files/FilesPage.tsx'), 'FilesPage'),
})

const baselines = createRoute({
  getParentRoute: () => root,
  path: '/baselines',
  validateSearch: readBaselineSearch,
  component: page(() => import('../pages/baseline/BaselinePage.tsx'), 'BaselinePage'),
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
  signedIn,
  validation,
  periods,
  period,
  periodRecord,
  reportedRecord,
  files,
  baselines,
  presets,
  preset,
  connectionSettings,
  settingsPages,
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  // Or what a page's reader of its address has passed over would reach the page all the same.
  search: { strict: true },
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

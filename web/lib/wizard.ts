/** What the wizard has been told so far, and what of it outlives leaving the page: all but secrets. */
import type { Cadence, WebhookProof } from '../generated/documents.ts'
import { formatSeconds, plural } from './format.ts'
import { type FormField, type FormValues, firstValues, missingFields, withoutSecrets } from './forms.ts'
import { emptyFurnisher, type FurnisherForm } from './furnisher.ts'

export const steps = ['Access', 'Preset', 'Furnisher', 'Schedule', 'Connect'] as const

const furnisherStep = steps.indexOf('Furnisher')

/** A text in the preset language, and what it lacked when it was drafted. */
export interface PresetDraft {
  text: string
  problems: readonly { line: number; message: string; hint: string | null }[]
}

export interface FirstSync {
  loans: number
  requests: number
  seconds: number
}

export interface WizardState {
  /** The furthest step that what was entered leads to, from 0. Which of them is shown stands in the address. */
  reached: number
  name: string
  settings: FormValues
  credentials: FormValues
  /** '' for a new one. */
  furnisherId: string
  furnisher: FurnisherForm
  /** Name of a shipped one; '' for the draft. */
  preset: string
  /** Drafted from a file that was looked at. */
  presetDraft: PresetDraft | null
  /** What the first sync takes, as the check said it; null where it did not. */
  estimate: FirstSync | null
  cadence: Cadence
  dailyAt: string
  timeZone: string
  proof: WebhookProof
  withWebhook: boolean
  /** So that connecting twice by accident connects once. */
  idempotencyKey: string
  connected: { connectionId: string; runId: string | null } | null
}

export interface WizardPlugin {
  name: string
  acquire: string
  settingsFields: readonly FormField[]
  credentialsFields: readonly FormField[]
  presets: readonly { name: string }[]
}

export function firstState(plugin: WizardPlugin, idempotencyKey: string): WizardState {
  return {
    reached: 0,
    name: plugin.name,
    settings: firstValues(plugin.settingsFields),
    credentials: firstValues(plugin.credentialsFields),
    furnisherId: '',
    furnisher: emptyFurnisher,
    preset: plugin.presets[0]?.name ?? '',
    presetDraft: null,
    estimate: null,
    cadence: plugin.acquire === 'UPLOAD' ? 'MANUAL' : 'HOURLY',
    dailyAt: '06:00',
    timeZone: 'America/New_York',
    proof: 'SHARED_SECRET',
    withWebhook: false,
    idempotencyKey,
    connected: null,
  }
}

/** What the address says: the step that is shown, as people count. The first goes without saying. */
export interface WizardSearch {
  step?: number
}

export function readWizardSearch({ step }: Record<string, unknown>): WizardSearch {
  return typeof step === 'number' && Number.isInteger(step) && step > 1 && step <= steps.length ? { step } : {}
}

export const wizardSearch = (step: number): WizardSearch => (step > 0 ? { step: step + 1 } : {})

/** The step to show, from 0: the one of the address, or the furthest that may be gone to. */
export const shownStep = ({ step = 1 }: WizardSearch, reached: number): number => Math.min(step - 1, reached)

/** Another access has to be checked, and without a furnisher there is nothing to schedule. */
export function changed(state: WizardState, changes: Partial<WizardState>): WizardState {
  const next = { ...state, ...changes }
  const isSameAccess = next.settings === state.settings && next.credentials === state.credentials
  const most = isSameAccess ? (next.furnisherId === '' ? furnisherStep : next.reached) : 0
  return { ...next, reached: Math.min(next.reached, most) }
}

/** As text to keep; secrets are left out, whatever else they stand beside. */
export function keep(plugin: WizardPlugin, state: WizardState): string {
  return JSON.stringify({
    ...state,
    settings: withoutSecrets(plugin.settingsFields, state.settings),
    credentials: withoutSecrets(plugin.credentialsFields, state.credentials),
  })
}

/** From the text that was kept. Begins at the first step when a secret has to be entered again. */
export function restore(plugin: WizardPlugin, text: string | null, first: WizardState): WizardState {
  if (text === null) return first
  let kept: Partial<WizardState>
  try {
    kept = JSON.parse(text) as Partial<WizardState>
  } catch {
    return first
  }
  const state: WizardState = {
    ...first,
    ...kept,
    settings: { ...first.settings, ...kept.settings },
    credentials: { ...first.credentials, ...kept.credentials },
    furnisher: { ...first.furnisher, ...kept.furnisher },
  }
  const needsSecret = [...plugin.settingsFields, ...plugin.credentialsFields].some(
    (field) => field.secret || field.input === 'PASSWORD',
  )
  return needsSecret && !state.connected ? { ...state, reached: 0 } : state
}

/** What keeps loans from being shown before connecting; null: nothing does. */
export type PreviewLacks = 'OFFER' | 'SECRETS' | 'FILE' | null

/** @param hasFile whether the server holds a file that was shown: it is not kept for another visit */
export function previewLacks(
  plugin: WizardPlugin & { offersPreview: boolean },
  state: Pick<WizardState, 'settings' | 'credentials'>,
  hasFile: boolean,
): PreviewLacks {
  if (!plugin.offersPreview) return 'OFFER'
  if (Object.keys(missingFields(plugin.credentialsFields, state.credentials)).length > 0) return 'SECRETS'
  return plugin.acquire === 'UPLOAD' && !hasFile ? 'FILE' : null
}

/** `300 loans, 610 requests, about 2 min 5 s`. */
export const firstSyncText = ({ loans, requests, seconds }: FirstSync): string =>
  `${plural(loans, 'loan')}, ${plural(requests, 'request')}, about ${formatSeconds(seconds)}`

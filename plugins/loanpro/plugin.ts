/** LoanPro as a source: loan servicing in the cloud, read over its REST and OData API. */
import { readFileSync } from 'node:fs'
import { contractVersion, definePlugin, type SourcePlugin } from '../contract.ts'
import { check } from './check.ts'
import { catalogue, discover } from './discover.ts'
import { normalize } from './normalize.ts'
import { reportingProjection } from './projection.ts'
import { pull } from './pull.ts'
import { sample } from './sample.ts'
import {
  businessDate,
  credentialsForm,
  credentialsHint,
  type LoanProCredentials,
  type LoanProSettings,
  settingsForm,
} from './settings.ts'
import { mergeSnapshot } from './snapshot.ts'
import { webhook } from './webhook.ts'
import { writeback } from './writeback.ts'

function shipped(name: string, title: string) {
  return { name, title, text: readFileSync(new URL(`presets/${name}.yaml`, import.meta.url), 'utf8') }
}

export const loanpro: SourcePlugin = definePlugin<LoanProSettings, LoanProCredentials>({
  id: 'loanpro',
  name: 'LoanPro',
  version: '1.0.0',
  contractVersion,
  description: 'Reads loans, customers, payments and daily balances of a LoanPro tenant.',
  acquire: 'pull',
  settings: settingsForm,
  credentials: credentialsForm,
  catalogue,
  presets: [shipped('loanpro-metro2', 'LoanPro to Metro 2')],
  baseUrl: ({ baseUrl }) => baseUrl,
  pacing: ({ requestsPerSecond, concurrency }) => ({ requestsPerSecond, concurrency }),
  environment: ({ environment }) => environment,
  businessDate,
  credentialsHint,
  check,
  discover,
  pull,
  sample,
  normalize: (raw) => normalize(raw),
  mergeSnapshot,
  reportingProjection,
  webhook,
  writeback,
})

import type { Capabilities, CheckStep as CheckStepShape } from '../../plugins/contract.ts'
import type { Environment as EnvironmentName } from '../../prisma/generated/client/enums.ts'
import { type CheckDraft, checkConnection, checkDraft } from '../../server/connections/check.ts'
import { type Refused, refuse } from '../../server/outcome.ts'
import type { FullRunEstimate as FullRunEstimateShape } from '../../server/schedule/estimate.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { ConnectedSource } from '../types/connectedSource.ts'
import { Environment } from '../types/enums.ts'
import { FullRunEstimate } from '../types/fullRunEstimate.ts'
import { CheckStep } from '../types/sourcePlugin.ts'
import { payload } from '../userErrors.ts'
import { answer } from './answers.ts'

interface Shape {
  connectionId: string | null
  passed: boolean | null
  steps: CheckStepShape[]
  environment: EnvironmentName | null
  capabilities: Capabilities | null
  estimatedFullSync: FullRunEstimateShape | null
}

const nothing: Shape = {
  connectionId: null,
  passed: null,
  steps: [],
  environment: null,
  capabilities: null,
  estimatedFullSync: null,
}

const CheckConnectionPayload = payload<Shape>('CheckConnectionPayload', 'Answer of checkConnection.', (t) => ({
  passed: t.exposeBoolean('passed', {
    nullable: true,
    description: 'Whether no step failed; null when nothing was checked (see userErrors).',
  }),
  steps: t.field({
    type: [CheckStep],
    description: 'What was checked, in order. A failed step says what to change.',
    resolve: ({ steps }) => steps,
  }),
  environment: t.expose('environment', { type: Environment, nullable: true, description: 'What the source holds.' }),
  capabilities: t.expose('capabilities', {
    type: 'JSON',
    nullable: true,
    description: 'What the source was found able to do.',
  }),
  estimatedFullSync: t.field({
    type: FullRunEstimate,
    nullable: true,
    description:
      'What the first sync will take, at the pace of these settings; null where the source does not say how many loans it has.',
    resolve: ({ estimatedFullSync }) => estimatedFullSync,
  }),
  connection: t.prismaField({
    type: ConnectedSource,
    nullable: true,
    description: 'The checked connection; null when values were checked that are not stored.',
    resolve: (query, { connectionId }, _args, { db }) =>
      connectionId === null ? null : db.connection.findFirst({ ...query, where: { id: connectionId } }),
  }),
}))

const CheckConnectionInput = builder.inputType('CheckConnectionInput', {
  description: 'Either a stored connection, or a plugin with settings and credentials to try out.',
  fields: (t) => ({
    connectionId: t.id({ description: 'A stored connection. Nothing else is given then.' }),
    pluginId: t.string({ description: 'Plugin that speaks to the source.' }),
    settings: t.field({ type: 'JSON', description: 'Values by the names of SourcePlugin.settingsFields.' }),
    credentials: t.field({
      type: 'JSON',
      description: 'Values by the names of SourcePlugin.credentialsFields. Not stored.',
    }),
  }),
})

interface Given {
  connectionId?: string | null
  pluginId?: string | null
  settings?: unknown
  credentials?: unknown
}

type Target =
  | { kind: 'REFUSED'; refused: Refused }
  | { kind: 'DRAFT'; draft: CheckDraft }
  | { kind: 'STORED'; connectionId: string }

const refused = (code: string, path: string[], message: string): Target => ({
  kind: 'REFUSED',
  refused: refuse(code, path, message),
})

/** Which of the two it is, or a refusal. */
function targetOf({ connectionId, pluginId, settings, credentials }: Given): Target {
  if (connectionId) {
    const other = pluginId ? 'pluginId' : settings ? 'settings' : credentials ? 'credentials' : null
    const message = 'Give either connectionId alone, or pluginId with settings and credentials.'
    if (other) return refused('AMBIGUOUS_TARGET', [other], message)
    return { kind: 'STORED', connectionId: idOf('ConnectedSource', connectionId, ['input', 'connectionId']) }
  }
  if (pluginId) return { kind: 'DRAFT', draft: { pluginId, settings, credentials } }
  return refused('TARGET_REQUIRED', [], 'Give connectionId, or pluginId with settings and credentials.')
}

builder.mutationField('checkConnection', (t) =>
  t.field({
    type: CheckConnectionPayload,
    description:
      'Asks a source whether it can be read: before a connection is made (nothing is stored) or later (the report is kept ' +
      'on the connection). Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: CheckConnectionInput, required: true, description: 'What to check.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const target = targetOf(input)
      if (target.kind === 'REFUSED') return answer(target.refused, nothing)
      const outcome =
        target.kind === 'DRAFT'
          ? await checkDraft(app, viewer, target.draft)
          : await checkConnection(app, viewer, target.connectionId)
      if (!outcome.ok) return answer(outcome, nothing)
      const { ok: _, report, ...checked } = outcome
      return { ...checked, ...report, userErrors: [] }
    },
  }),
)

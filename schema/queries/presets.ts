/** Trying a preset: checks of a text and previews on stored loans. */
import type { Catalogue } from '../../server/mapping/catalogue.ts'
import { checkBySource, checkText } from '../../server/presets/check.ts'
import { mostRecords, previewMapping } from '../../server/presets/preview.ts'
import { builder } from '../builder.ts'
import { notFound } from '../errors.ts'
import { idOf } from '../ids.ts'
import '../types/presetDraft.ts'
import { MappingPreview } from '../types/mappingPreview.ts'
import { MappingCheck } from '../types/presetCheck.ts'
import { orThrow } from '../types/presetOutcome.ts'

builder.queryFields((t) => ({
  checkMappingPreset: t.field({
    type: MappingCheck,
    description: 'Every problem of a text, without storing it. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: {
      text: t.arg.string({ required: true, description: 'The preset in the preset language (YAML).' }),
      connection: t.arg.id({
        description: 'Check against the fields of this connected source. Left out: those the plugin ships.',
      }),
    },
    complexity: 100,
    async resolve(_root, { text, connection }, { app, db }) {
      if (!connection) return checkBySource(text, app.plugins)
      const row = await db.connection.findFirst({ where: { id: idOf('ConnectedSource', connection, ['connection']) } })
      if (!row) throw notFound('connection', 'connection')
      return checkText(text, row.pluginId, [{ connectionName: null, catalogue: row.catalogue as unknown as Catalogue }])
    },
  }),
  previewMapping: t.field({
    type: MappingPreview,
    description:
      'What a text would make of stored loans: values and findings before and now. Nothing is written. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: {
      connection: t.arg.id({ required: true, description: 'Loans of this connected source.' }),
      text: t.arg.string({ description: 'The text to try. Left out: the draft of the connection’s preset.' }),
      records: t.arg.idList({ description: `These Metro2Records, at most ${mostRecords}. Left out: a sample.` }),
      sample: t.arg.int({
        required: true,
        defaultValue: 5,
        description: `How many loans to sample: 1 to ${mostRecords}, of as many account statuses as there are.`,
      }),
    },
    complexity: 100,
    async resolve(_root, { connection, text, records, sample }, { app, viewer }) {
      const outcome = await previewMapping(app, viewer, {
        connectionId: idOf('ConnectedSource', connection, ['connection']),
        text: text ?? null,
        recordIds: records?.map((id) => idOf('Metro2Record', id, ['records'])) ?? null,
        sample,
      })
      return orThrow(outcome).preview
    },
  }),
}))

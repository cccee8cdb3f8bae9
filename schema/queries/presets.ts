/** Trying a preset: checks of a text and previews on stored loans. */
import type { Coverage, UnreadField } from '../../server/mapping/coverage.ts'
import { checkBySource, checkText } from '../../server/presets/check.ts'
import { coverageFor } from '../../server/presets/coverage.ts'
import { exampleFrom, type MadeExample } from '../../server/presets/exampleFrom.ts'
import { mostRecords, previewMapping } from '../../server/presets/preview.ts'
import { catalogueOf } from '../../server/presets/seenValues.ts'
import { builder } from '../builder.ts'
import { badInput, notFound } from '../errors.ts'
import { decodeId, idOf } from '../ids.ts'
import '../types/presetDraft.ts'
import { MappingPreview } from '../types/mappingPreview.ts'
import { MappingCheck } from '../types/presetCheck.ts'
import { orThrow } from '../types/presetOutcome.ts'

const MappingExampleText = builder.objectRef<MadeExample>('MappingExampleText').implement({
  description: 'A loan as an example of a preset: reduced to what the preset reads, with fictitious people.',
  fields: (t) => ({
    yaml: t.exposeString('yaml', { description: 'One item of `examples`, in the preset language.' }),
    text: t.exposeString('text', {
      nullable: true,
      description:
        'The draft of the preset (without one, the published text) with the example added, to be looked at and saved. ' +
        'Null where the examples of the text are written in brackets.',
    }),
    faithful: t.exposeBoolean('faithful', {
      description: 'Whether the same comes of the fictitious loan as of the real one.',
    }),
  }),
})

const UnreadSourceField = builder.objectRef<UnreadField>('UnreadSourceField').implement({
  description: 'A field of the source that a preset does not read.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Its path: `LoanSettings.closedDate`.' }),
    title: t.exposeString('title', { description: 'What the source calls it.' }),
    type: t.exposeString('type', { description: 'Its type: text, integer, decimal, boolean, date, instant or money.' }),
  }),
})

const MappingCoverage = builder.objectRef<Coverage>('MappingCoverage').implement({
  description: 'What a text of a preset leaves aside.',
  fields: (t) => ({
    unreadSourceFields: t.field({
      type: [UnreadSourceField],
      description: 'Fields of the source that feed nothing.',
      resolve: (coverage) => coverage.unread,
    }),
    unfilledFields: t.stringList({
      description:
        'Fields of the format that no recipe fills and nothing derives: `base.interestTypeIndicator`, `k3.accountNumber`; `k1` for a segment without a block.',
      resolve: (coverage) => coverage.unfilled,
    }),
  }),
})

/** Ids of records, and of documents in quarantine. */
function chosenLoans(ids: readonly string[] | null): { recordIds: string[] | null; quarantinedIds: string[] } {
  if (ids === null) return { recordIds: null, quarantinedIds: [] }
  const isQuarantined = (id: string) => decodeId(id, ['records']).typename === 'QuarantinedRecord'
  return {
    recordIds: ids.filter((id) => !isQuarantined(id)).map((id) => idOf('Metro2Record', id, ['records'])),
    quarantinedIds: ids.filter(isQuarantined).map((id) => decodeId(id, ['records']).id),
  }
}

builder.queryFields((t) => ({
  mappingCoverage: t.field({
    type: MappingCoverage,
    description:
      'What the preset of a connected source leaves aside. Which entries of its tables are never hit, the impact of the text says. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: {
      connection: t.arg.id({ required: true, description: 'The connected source.' }),
      text: t.arg.string({ description: 'The text to look at. Left out: the draft; without one, the published text.' }),
    },
    complexity: 100,
    async resolve(_root, { connection, text }, { app, viewer }) {
      const id = idOf('ConnectedSource', connection, ['connection'])
      return orThrow(await coverageFor(app, viewer, id, text ?? null)).coverage
    },
  }),
  mappingExample: t.field({
    type: MappingExampleText,
    description:
      'Turns a loan into an example of the preset of its connection: write down what should come of it, mend the preset until it does, and ' +
      'publish both. Names, numbers and sensitive dates are replaced. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: {
      of: t.arg.id({ required: true, description: 'Id of a Metro2Record or a QuarantinedRecord.' }),
      title: t.arg.string({
        required: true,
        defaultValue: 'A loan',
        description: 'What the example is called; at most 200 characters.',
      }),
    },
    complexity: 100,
    async resolve(_root, { of, title }, { app, viewer }) {
      const { typename, id } = decodeId(of, ['of'])
      if (title.length > 200) throw badInput(`The title has ${title.length} characters.`, ['title'], 'At most 200.')
      const recordId = typename === 'Metro2Record' ? id : null
      const quarantinedId = typename === 'QuarantinedRecord' ? id : null
      if (!recordId && !quarantinedId) {
        throw badInput(
          `This is the id of a ${typename}.`,
          ['of'],
          'Give the id of a Metro2Record or a QuarantinedRecord.',
        )
      }
      return orThrow(await exampleFrom(app, viewer, { recordId, quarantinedId, title }))
    },
  }),
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
      return checkText(text, row.pluginId, [{ connectionName: null, catalogue: await catalogueOf(db, row) }])
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
      records: t.arg.idList({
        description: `These Metro2Records and QuarantinedRecords, together at most ${mostRecords}. Left out: a sample.`,
      }),
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
        ...chosenLoans(records ?? null),
        sample,
      })
      return orThrow(outcome).preview
    },
  }),
}))

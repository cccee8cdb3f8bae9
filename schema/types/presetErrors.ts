/** What mutations of presets refuse, with what a client can show beside it. */
import { builder } from '../builder.ts'
import { UserError, type UserErrorShape } from '../userErrors.ts'

export interface PresetUserError extends UserErrorShape {
  problem?: {
    line: number
    column: number
    path: string
    hint: string | null
    connectionName: string | null
  }
  currentRevision?: number | null
  changedAccountNumbers?: number
}

builder.objectRef<PresetUserError>('PresetProblem').implement({
  description: "A problem of the preset's text, or an example of it that does not hold.",
  interfaces: [UserError],
  fields: (t) => ({
    line: t.int({ description: 'Line in the text, from 1.', resolve: ({ problem }) => problem!.line }),
    column: t.int({ description: 'Column in the text, from 1.', resolve: ({ problem }) => problem!.column }),
    presetPath: t.string({
      description: 'Dotted place in the preset: `account.dateOpened.from`; empty for the whole text.',
      resolve: ({ problem }) => problem!.path,
    }),
    hint: t.string({
      nullable: true,
      description: 'How to mend it; it stands in the message too.',
      resolve: ({ problem }) => problem!.hint,
    }),
    connectionName: t.string({
      nullable: true,
      description: 'Connection whose fields the text does not suit; null when it is wrong for every one.',
      resolve: ({ problem }) => problem!.connectionName,
    }),
  }),
})

builder.objectRef<PresetUserError>('DraftChanged').implement({
  description: 'Somebody else edited, published or discarded the draft meanwhile. Nothing was overwritten.',
  interfaces: [UserError],
  fields: (t) => ({
    currentRevision: t.int({
      nullable: true,
      description: 'Revision of the draft as it stands now; null when there is none.',
      resolve: (error) => error.currentRevision ?? null,
    }),
  }),
})

builder.objectRef<PresetUserError>('AccountNumberChange').implement({
  description: 'Publishing would change account numbers (Field 7) that bureaus may know; it has to be confirmed.',
  interfaces: [UserError],
  fields: (t) => ({
    records: t.int({
      description: 'How many records would get another number: what confirmAccountNumberChanges has to be.',
      resolve: (error) => error.changedAccountNumbers ?? 0,
    }),
  }),
})

import { deleteView, mostViews, saveView } from '../../server/views/service.ts'
import { builder } from '../builder.ts'
import { encodeId, idOf } from '../ids.ts'
import { SavedView, SavedViewPage } from '../types/savedView.ts'
import { payload } from '../userErrors.ts'
import { answer } from './answers.ts'

interface Changed {
  viewId: string | null
}

const nothing: Changed = { viewId: null }

const SaveViewPayload = payload<Changed>('SaveViewPayload', 'Answer of saveView.', (t) => ({
  view: t.prismaField({
    type: SavedView,
    nullable: true,
    description: 'The view as it stands now; null when refused.',
    resolve: (query, { viewId }, _args, { db }) =>
      viewId === null ? null : db.savedView.findFirst({ ...query, where: { id: viewId } }),
  }),
}))

const DeleteViewPayload = payload<Changed>('DeleteViewPayload', 'Answer of deleteView.', (t) => ({
  deletedViewId: t.id({
    nullable: true,
    description: 'Id of the view that is gone; null when refused.',
    resolve: ({ viewId }) => viewId && encodeId('SavedView', viewId),
  }),
}))

const SavedViewParameterInput = builder.inputType('SavedViewParameterInput', {
  description: 'A filter, as it stands in the address of the page.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the parameter: `eligibility`.' }),
    value: t.string({ required: true, description: 'Its value: `HELD`.' }),
  }),
})

const SaveViewInput = builder.inputType('SaveViewInput', {
  description: 'A list with its filters, and what to call it.',
  fields: (t) => ({
    viewId: t.id({ description: 'The view to change; left out, a new one is made.' }),
    page: t.field({ type: SavedViewPage, required: true, description: 'Which list.' }),
    name: t.string({
      required: true,
      description: '1 to 60 characters; one view of a name and list for each who saves.',
    }),
    shared: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the whole organization sees it. Needs the role ANALYST.',
    }),
    parameters: t.field({
      type: [SavedViewParameterInput],
      required: true,
      description: 'The filters; what was searched for is not among those that can be kept.',
    }),
  }),
})

const DeleteViewInput = builder.inputType('DeleteViewInput', {
  description: 'Which view to delete.',
  fields: (t) => ({ viewId: t.id({ required: true, description: 'Id of the view.' }) }),
})

builder.mutationField('saveView', (t) =>
  t.field({
    type: SaveViewPayload,
    description: `Saves a list with its filters under a name, for you or for the organization. At most ${mostViews} for each who saves. Needs the role VIEWER.`,
    authScopes: { role: 'VIEWER' },
    args: { input: t.arg({ type: SaveViewInput, required: true, description: 'The view.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const { page, name, shared, parameters } = input
      const viewId = input.viewId ? idOf('SavedView', input.viewId, ['input', 'viewId']) : null
      return answer(await saveView(app, viewer, { viewId, page, name, shared, parameters }), nothing)
    },
  }),
)

builder.mutationField('deleteView', (t) =>
  t.field({
    type: DeleteViewPayload,
    description: 'Deletes a saved view: your own, or as ADMIN a shared one. Needs the role VIEWER.',
    authScopes: { role: 'VIEWER' },
    args: { input: t.arg({ type: DeleteViewInput, required: true, description: 'Which view.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await deleteView(app, viewer, idOf('SavedView', input.viewId, ['input', 'viewId'])), nothing)
    },
  }),
)

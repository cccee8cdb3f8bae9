import { type ViewPage, visibleTo } from '../../server/views/service.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { enumOf } from './enums.ts'
import { tenantNode } from './node.ts'

export const SavedViewPage = enumOf<ViewPage>('SavedViewPage', 'A list of the web client.', {
  RECORDS: 'The records: connection, eligibility, status, rule, late, sort, descending.',
  VALIDATION: 'The work list of findings: connection, severity, rule.',
})

const SavedViewParameter = builder.objectRef<[name: string, value: string]>('SavedViewParameter').implement({
  description: 'A filter, as it stands in the address of the page.',
  fields: (t) => ({
    name: t.string({ description: 'Name of the parameter.', resolve: ([name]) => name }),
    value: t.string({ description: 'Its value.', resolve: ([, value]) => value }),
  }),
})

export const SavedView = builder.prismaNode('SavedView', {
  ...tenantNode,
  findUnique: (id, context) => ({ ...tenantNode.findUnique(id, context), ...visibleTo(context.viewer) }),
  description: 'A list with its filters, under a name: your own, or one that was shared with the organization.',
  fields: (t) => ({
    page: t.field({
      type: SavedViewPage,
      description: 'Which list.',
      select: { page: true },
      resolve: ({ page }) => page as ViewPage,
    }),
    name: t.exposeString('name', { description: 'Given by whoever saved it.' }),
    shared: t.exposeBoolean('shared', { description: 'Whether the whole organization sees it.' }),
    own: t.boolean({
      description: 'Whether you saved it. Others change it only as ADMIN.',
      select: { owner: true },
      resolve: ({ owner }, _args, { viewer }) => owner === viewer.actor,
    }),
    parameters: t.field({
      type: [SavedViewParameter],
      description: 'The filters. Never what was searched for.',
      select: { parameters: true },
      resolve: ({ parameters }) => Object.entries(parameters as Record<string, string>),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first saved.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last saved.' }),
  }),
})

export const SavedViewConnection = connectionType('SavedView', SavedView, 'saved views')

/** Lists with their filters, under names. */
import { visibleTo } from '../../server/views/service.ts'
import { builder } from '../builder.ts'
import { rootList, when } from '../paging/rootList.ts'
import { SavedViewConnection, SavedViewPage } from '../types/savedView.ts'

const SavedViewFilter = builder.inputType('SavedViewFilter', {
  description: 'Which saved views.',
  fields: (t) => ({
    page: t.field({ type: [SavedViewPage], description: 'Of one of these lists.' }),
    own: t.boolean({ description: 'true: only your own; false: only those that others share.' }),
  }),
})

rootList({
  name: 'savedViews',
  description: 'Your saved views, and those that are shared with the organization.',
  role: 'VIEWER',
  model: 'savedView',
  noun: 'SavedView',
  type: SavedViewConnection,
  filter: SavedViewFilter,
  where: (filter, { viewer }) => ({
    AND: [
      visibleTo(viewer),
      ...when(filter.page, (values) => ({ page: { in: values } })),
      ...when(filter.own, (own) => ({ owner: own ? viewer.actor : { not: viewer.actor } })),
    ],
  }),
  orders: {
    NAME: { column: 'name', type: 'text', description: 'Name.' },
    CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When it was first saved.' },
  },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
})

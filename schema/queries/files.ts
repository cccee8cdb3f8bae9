/** Files of closed periods. */
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { rootList, when } from '../paging/rootList.ts'
import { FileBureau, Metro2File, Metro2FileConnection, Metro2FileState } from '../types/metro2File.ts'

builder.queryField('metro2File', (t) =>
  t.prismaField({
    type: Metro2File,
    nullable: true,
    description: 'One file; null when there is none.',
    authScopes: { role: 'VIEWER' },
    args: { id: t.arg.id({ required: true, description: 'Id of the file.' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.metro2File.findFirst({ ...query, where: { id: idOf('Metro2File', id, ['id']) } }),
  }),
)

const Metro2FileFilter = builder.inputType('Metro2FileFilter', {
  description: 'Which files.',
  fields: (t) => ({
    period: t.id({ description: 'Of this reporting period.' }),
    furnisher: t.id({ description: 'Of this furnisher.' }),
    bureau: t.field({ type: [FileBureau], description: 'For one of these.' }),
    state: t.field({ type: [Metro2FileState], description: 'In one of these states.' }),
    sha256: t.string({ description: 'With this SHA-256, in hex.' }),
  }),
})

rootList({
  name: 'metro2Files',
  description: 'Files that were written from closed periods.',
  role: 'VIEWER',
  model: 'metro2File',
  noun: 'Metro2File',
  type: Metro2FileConnection,
  filter: Metro2FileFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.period, (id) => ({ periodId: idOf('ReportingPeriod', id, ['filter', 'period']) })),
      ...when(filter.furnisher, (id) => ({
        period: { furnisherId: idOf('Furnisher', id, ['filter', 'furnisher']) },
      })),
      ...when(filter.bureau, (values) => ({ bureau: { in: values } })),
      ...when(filter.state, (values) => ({ state: { in: values } })),
      ...when(filter.sha256, (sha256) => ({ sha256: sha256.toLowerCase() })),
    ],
  }),
  orders: {
    CREATED_AT: { column: 'id', type: 'text', description: 'When it was asked for.' },
    NAME: { column: 'name', type: 'text', description: 'File name.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})

/** What was uploaded. */
import { builder } from '../builder.ts'
import { literal, rootList, when } from '../paging/rootList.ts'
import { UploadConnection, UploadPurpose } from '../types/upload.ts'

const UploadFilter = builder.inputType('UploadFilter', {
  description: 'Which uploads.',
  fields: (t) => ({
    purpose: t.field({ type: [UploadPurpose], description: 'For one of these purposes.' }),
    search: t.string({ description: 'Whose name holds this.' }),
    sha256: t.string({ description: 'With this SHA-256, in hex.' }),
  }),
})

rootList({
  name: 'uploads',
  description: 'Files that were sent by `POST /uploads` and are still kept.',
  role: 'VIEWER',
  model: 'upload',
  noun: 'Upload',
  type: UploadConnection,
  filter: UploadFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.purpose, (values) => ({ purpose: { in: values } })),
      ...when(filter.search, (text) => ({ name: { contains: literal(text.trim()), mode: 'insensitive' } })),
      ...when(filter.sha256, (sha256) => ({ sha256: sha256.toLowerCase() })),
    ],
  }),
  orders: {
    CREATED_AT: { column: 'id', type: 'text', description: 'When it came.' },
    NAME: { column: 'name', type: 'text', description: 'Name.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})

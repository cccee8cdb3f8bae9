import type * as Db from '../../prisma/generated/client/enums.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { enumOf } from './enums.ts'
import { tenantNode } from './node.ts'

export const UploadPurpose = enumOf<Db.UploadPurpose>('UploadPurpose', 'What an uploaded file is for.', {
  BASELINE: 'The Metro 2 file that was last sent to the bureaus by whatever was used before.',
  CSV_SOURCE: 'Loans for a connection that reads uploads.',
  BUREAU_RESPONSE: 'What a bureau answered to a file.',
})

const UploadState = enumOf<Db.UploadState>('UploadState', 'How far an upload has come.', {
  RECEIVING: 'It is on its way, or broke off; what broke off is removed within a day.',
  READY: 'It is whole.',
})

export const Upload = builder.prismaNode('Upload', {
  ...tenantNode,
  description: 'A file that somebody sent by `POST /uploads`. It is stored sealed, and deleted when its time is over.',
  fields: (t) => ({
    purpose: t.expose('purpose', { type: UploadPurpose, description: 'What it is for.' }),
    name: t.exposeString('name', { description: 'What it is called at the sender.' }),
    state: t.expose('state', { type: UploadState, description: 'How far it has come.' }),
    bytes: t.string({
      description: 'Size, in digits: it may be larger than an Int holds.',
      select: { bytes: true },
      resolve: ({ bytes }) => String(bytes),
    }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of its bytes in hex; empty until it is whole.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it came.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who sent it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it is deleted.' }),
  }),
})

export const UploadConnection = connectionType('Upload', Upload, 'uploads')

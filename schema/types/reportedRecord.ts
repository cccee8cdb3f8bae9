import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { tenantNode } from './node.ts'
import { type Stored, segmentFields } from './recordSegments.ts'

export const ReportedRecord = builder.prismaNode('ReportedRecord', {
  ...tenantNode,
  description: 'An account as it was reported, by this server or in the file of a baseline. It never changes.',
  fields: (t) => ({
    period: t.relation('period', { description: 'The month it was reported for.' }),
    sourceKey: t.exposeString('sourceKey', {
      nullable: true,
      description: 'Key of the loan at the source; null where an account of a baseline matches none.',
    }),
    displayKey: t.exposeString('displayKey', {
      nullable: true,
      description: 'What people at the source call the loan; null where an account of a baseline matches none.',
    }),
    identificationNumber: t.exposeString('identificationNumber', { description: 'Field 5.' }),
    consumerAccountNumber: t.exposeString('consumerAccountNumber', { description: 'Field 7.' }),
    accountStatus: t.exposeString('accountStatus', { description: 'Field 17A.' }),
    ...segmentFields(t, {
      table: 'reported_records',
      rowId: ({ id }: Stored & { id: string }) => id,
      baseDescription: 'The base segment.',
    }),
  }),
})

export const ReportedRecordConnection = connectionType('ReportedRecord', ReportedRecord, 'reported records')

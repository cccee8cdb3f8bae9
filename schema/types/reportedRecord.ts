import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { appended, segmentsOf } from './metro2Record.ts'
import { tenantNode } from './node.ts'
import {
  BaseSegmentType,
  J1SegmentType,
  J2SegmentType,
  K1SegmentType,
  K2SegmentType,
  K3SegmentType,
  K4SegmentType,
  L1SegmentType,
  N1SegmentType,
} from './segments.ts'

const place = 'reported_records'
const stored = { fields: true, sealedIdentity: true } as const

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
    base: t.field({
      type: BaseSegmentType,
      nullable: true,
      description: 'The base segment.',
      select: stored,
      resolve: (row, _args, context) => segmentsOf(row.id, row, context, place).base,
    }),
    j1: t.field({
      type: [J1SegmentType],
      description: 'Other consumers at the same address.',
      select: stored,
      resolve: (row, _args, context) => segmentsOf(row.id, row, context, place).j1,
    }),
    j2: t.field({
      type: [J2SegmentType],
      description: 'Other consumers at an address of their own.',
      select: stored,
      resolve: (row, _args, context) => segmentsOf(row.id, row, context, place).j2,
    }),
    k1: t.field(appended('k1', K1SegmentType)),
    k2: t.field(appended('k2', K2SegmentType)),
    k3: t.field(appended('k3', K3SegmentType)),
    k4: t.field(appended('k4', K4SegmentType)),
    l1: t.field(appended('l1', L1SegmentType)),
    n1: t.field(appended('n1', N1SegmentType)),
  }),
})

export const ReportedRecordConnection = connectionType('ReportedRecord', ReportedRecord, 'reported records')

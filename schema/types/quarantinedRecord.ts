import type { MappingFailure as MappingFailureShape } from '../../server/mapping/program.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { QuarantineStage } from './enums.ts'
import { tenantNode } from './node.ts'

export const MappingFailure = builder.objectRef<MappingFailureShape>('MappingFailure').implement({
  description: 'One reason why a document could not become a record.',
  fields: (t) => ({
    field: t.exposeString('field', {
      description: 'Metro 2 field: `base.dateOpened`; empty when the whole document is meant.',
    }),
    sourcePath: t.exposeString('sourcePath', {
      nullable: true,
      description: 'Where the value stands in the document.',
    }),
    code: t.exposeString('code', { description: 'Stable code, for programs.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
    hint: t.exposeString('hint', { nullable: true, description: 'What to change.' }),
  }),
})

export const QuarantinedRecord = builder.prismaNode('QuarantinedRecord', {
  ...tenantNode,
  description:
    'A document that could not become a record. It is kept sealed, and tried again by each run until it can. ' +
    'The document itself is not shown: it holds personal data.',
  fields: (t) => ({
    connection: t.relation('connection', { description: 'The source it came from.' }),
    sourceKey: t.exposeString('sourceKey', { description: 'Its key at the source.' }),
    stage: t.expose('stage', { type: QuarantineStage, description: 'Where it failed.' }),
    code: t.exposeString('code', { description: 'Code of the first failure.' }),
    message: t.exposeString('message', { description: 'The first failure.' }),
    hint: t.exposeString('hint', { nullable: true, description: 'What to change about the first failure.' }),
    failures: t.field({
      type: [MappingFailure],
      description: 'Every failure.',
      select: { failures: true },
      resolve: (row) => row.failures as unknown as MappingFailureShape[],
    }),
    count: t.exposeInt('count', { description: 'Attempts that failed: runs that read it, and retries.' }),
    mappable: t.boolean({
      description:
        'Whether retryQuarantined maps the stored document again; else it asks the source for the loan, which sent what cannot be read.',
      select: { displayKey: true, changeToken: true },
      resolve: ({ displayKey, changeToken }) => displayKey !== null && changeToken !== null,
    }),
    firstSeenAt: t.expose('firstSeenAt', { type: 'DateTime', description: 'When it first failed.' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', description: 'When it last failed.' }),
  }),
})

export const QuarantinedRecordConnection = connectionType('QuarantinedRecord', QuarantinedRecord, 'quarantined records')

import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { tenantNode } from './node.ts'

export const Furnisher = builder.prismaNode('Furnisher', {
  ...tenantNode,
  description: 'Who reports to the bureaus: the header of a Metro 2 file, and Field 5 of every record.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Reporter name (header field 12).' }),
    address: t.exposeString('address', { description: 'Reporter address in one line (header field 13).' }),
    telephoneNumber: t.exposeString('telephoneNumber', { description: 'Ten digits (header field 14).' }),
    identificationNumber: t.exposeString('identificationNumber', {
      description: 'Identification number (base field 5), agreed with the bureaus.',
    }),
    innovisProgramIdentifier: t.exposeString('innovisProgramIdentifier', {
      description: 'Given by Innovis (header field 4); empty when there is none.',
    }),
    equifaxProgramIdentifier: t.exposeString('equifaxProgramIdentifier', {
      description: 'Given by Equifax (header field 5); empty when there is none.',
    }),
    experianProgramIdentifier: t.exposeString('experianProgramIdentifier', {
      description: 'Given by Experian (header field 6); empty when there is none.',
    }),
    transunionProgramIdentifier: t.exposeString('transunionProgramIdentifier', {
      description: 'Given by TransUnion (header field 7); empty when there is none.',
    }),
    connections: t.relation('connections', {
      description: 'The sources it reports from: the first 100 by name.',
      query: { orderBy: { name: 'asc' }, take: 100 },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
})

export const FurnisherConnection = connectionType('Furnisher', Furnisher, 'furnishers')
